CREATE TABLE `call_backs` (
	`call_back_id` text PRIMARY KEY NOT NULL,
	`agent_id` text NOT NULL,
	`customer_id` text,
	`customer_name` text,
	`customer_number` text NOT NULL,
	`masked_number` text NOT NULL,
	`reason` text NOT NULL,
	`note` text NOT NULL,
	`due_at` integer,
	`call_id` text,
	`made_at` integer NOT NULL,
	`done_at` integer
);
--> statement-breakpoint
CREATE INDEX `call_backs_by_agent` ON `call_backs` (`agent_id`,`done_at`,`due_at`);--> statement-breakpoint
CREATE INDEX `call_backs_by_call` ON `call_backs` (`call_id`);--> statement-breakpoint
CREATE TABLE `call_transfers` (
	`call_id` text NOT NULL,
	`step` integer NOT NULL,
	`from_person_id` text NOT NULL,
	`from_sign_in_id` text NOT NULL,
	`to_person_id` text,
	`to` text NOT NULL,
	`blind` integer NOT NULL,
	`at` integer NOT NULL,
	`disposition` text,
	`note` text NOT NULL,
	`wrap_up_started_at` integer,
	`wrap_up_ended_at` integer,
	PRIMARY KEY(`call_id`, `step`)
);
--> statement-breakpoint
CREATE INDEX `call_transfers_by_person` ON `call_transfers` (`from_person_id`,`at`);--> statement-breakpoint
CREATE TABLE `line_checks` (
	`line_check_id` text PRIMARY KEY NOT NULL,
	`person_id` text NOT NULL,
	`sign_in_id` text NOT NULL,
	`at` integer NOT NULL,
	`findings` text NOT NULL,
	`passed` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `line_checks_by_sign_in` ON `line_checks` (`sign_in_id`,`at`);--> statement-breakpoint
CREATE INDEX `line_checks_by_person` ON `line_checks` (`person_id`,`at`);--> statement-breakpoint
CREATE TABLE `ready_overrides` (
	`sign_in_id` text PRIMARY KEY NOT NULL,
	`person_id` text NOT NULL,
	`by` text NOT NULL,
	`at` integer NOT NULL,
	`reason` text NOT NULL
);
--> statement-breakpoint
ALTER TABLE `calls` ADD `transferred_to` text;--> statement-breakpoint
ALTER TABLE `calls` ADD `controls` text;--> statement-breakpoint
ALTER TABLE `calls` ADD `parked_until` integer;--> statement-breakpoint
ALTER TABLE `trunks` ADD `rank` integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE `trunks` ADD `weight` integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE `trunks` ADD `caller_ids` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `trunks` ADD `prefixes` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `trunks` ADD `channels` integer;--> statement-breakpoint
ALTER TABLE `trunks` ADD `digits` text DEFAULT 'rfc4733' NOT NULL;--> statement-breakpoint
ALTER TABLE `trunks` ADD `tls_trust` text;--> statement-breakpoint
ALTER TABLE `trunks` ADD `register` integer DEFAULT false NOT NULL;
--> statement-breakpoint
UPDATE `trunks` SET `rank` = `position` + 1;
