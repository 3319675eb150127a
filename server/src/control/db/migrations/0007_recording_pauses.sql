CREATE TABLE `recording_pauses` (
	`pause_id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`call_id` text NOT NULL,
	`by_id` text,
	`reason` text NOT NULL,
	`started_at` integer NOT NULL,
	`ended_at` integer
);
--> statement-breakpoint
CREATE INDEX `recording_pauses_by_call` ON `recording_pauses` (`call_id`,`started_at`);