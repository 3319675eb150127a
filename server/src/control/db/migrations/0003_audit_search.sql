CREATE INDEX `audit_rows_subject` ON `audit_rows` (`subject_id`);--> statement-breakpoint
CREATE INDEX `audit_rows_reference` ON `audit_rows` (`reference`);