CREATE TABLE `devices` (
	`device_id` text PRIMARY KEY NOT NULL,
	`person_id` text NOT NULL,
	`state` text NOT NULL,
	`grade` text NOT NULL,
	`public_key_x` text NOT NULL,
	`public_key_y` text NOT NULL,
	`thumbprint` text NOT NULL,
	`short_code` text NOT NULL,
	`wrong_short_codes` integer NOT NULL,
	`name` text NOT NULL,
	`browser` text NOT NULL,
	`address` text NOT NULL,
	`storage_persisted` integer NOT NULL,
	`pre_login_hash` text NOT NULL,
	`code_created_by` text,
	`requested_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`decided_by` text,
	`decided_at` integer,
	`note` text,
	`last_seen_at` integer,
	`last_address` text,
	FOREIGN KEY (`person_id`) REFERENCES `people`(`person_id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `devices_person` ON `devices` (`person_id`,`state`);--> statement-breakpoint
CREATE INDEX `devices_state` ON `devices` (`state`,`requested_at`);--> statement-breakpoint
CREATE INDEX `devices_thumbprint` ON `devices` (`thumbprint`);--> statement-breakpoint
CREATE INDEX `devices_pre_login` ON `devices` (`pre_login_hash`);--> statement-breakpoint
CREATE TABLE `enrolment_codes` (
	`person_id` text PRIMARY KEY NOT NULL,
	`selector` text NOT NULL,
	`proof_hash` text NOT NULL,
	`tries_left` integer NOT NULL,
	`created_by` text,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`person_id`) REFERENCES `people`(`person_id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `enrolment_codes_selector_unique` ON `enrolment_codes` (`selector`);--> statement-breakpoint
CREATE TABLE `sign_in_failures` (
	`failure_id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`key` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `sign_in_failures_key` ON `sign_in_failures` (`key`,`at`);--> statement-breakpoint
CREATE TABLE `sign_ins` (
	`sign_in_id` text PRIMARY KEY NOT NULL,
	`session_hash` text NOT NULL,
	`person_id` text NOT NULL,
	`device_id` text NOT NULL,
	`address` text NOT NULL,
	`signed_in_at` integer NOT NULL,
	`last_active_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`ended_at` integer,
	`end_reason` text,
	`ended_by` text,
	`end_note` text,
	FOREIGN KEY (`person_id`) REFERENCES `people`(`person_id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`device_id`) REFERENCES `devices`(`device_id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `sign_ins_sessionHash_unique` ON `sign_ins` (`session_hash`);--> statement-breakpoint
CREATE INDEX `sign_ins_live` ON `sign_ins` (`ended_at`);--> statement-breakpoint
CREATE INDEX `sign_ins_device` ON `sign_ins` (`device_id`);--> statement-breakpoint
CREATE INDEX `sign_ins_person` ON `sign_ins` (`person_id`);--> statement-breakpoint
CREATE TABLE `agents` (
	`person_id` text PRIMARY KEY NOT NULL,
	`sign_in_id` text,
	`state` text NOT NULL,
	`before` text,
	`version` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `audit_rows` (
	`seq` integer PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`action` text NOT NULL,
	`actor_id` text,
	`subject_id` text,
	`address` text,
	`outcome` text NOT NULL,
	`reason` text,
	`reference` text,
	`hash` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `audit_rows_action` ON `audit_rows` (`action`);--> statement-breakpoint
CREATE TABLE `call_legs` (
	`leg_id` text PRIMARY KEY NOT NULL,
	`call_id` text NOT NULL,
	`role` text NOT NULL,
	`person_id` text,
	`mode` text,
	`joined_at` integer NOT NULL,
	`left_at` integer
);
--> statement-breakpoint
CREATE INDEX `call_legs_by_call` ON `call_legs` (`call_id`);--> statement-breakpoint
CREATE INDEX `call_legs_by_person` ON `call_legs` (`person_id`,`left_at`);--> statement-breakpoint
CREATE TABLE `calls` (
	`call_id` text PRIMARY KEY NOT NULL,
	`direction` text NOT NULL,
	`phase` text NOT NULL,
	`agent_id` text,
	`sign_in_id` text,
	`team_id` text,
	`trunk_id` text,
	`node_id` text,
	`customer_id` text,
	`customer_name` text,
	`customer_number` text,
	`number_last_four` text,
	`masked_number` text NOT NULL,
	`started_at` integer NOT NULL,
	`ringing_at` integer,
	`answered_at` integer,
	`ended_at` integer,
	`termination_kind` text,
	`termination_fault` text,
	`termination_sip_status` integer,
	`disposition` text,
	`note` text NOT NULL,
	`worst_mos` real,
	`agent_line` text NOT NULL,
	`recording` text NOT NULL,
	`recording_since` integer,
	`wrap_up_started_at` integer,
	`wrap_up_ended_at` integer
);
--> statement-breakpoint
CREATE INDEX `calls_by_start` ON `calls` (`started_at`);--> statement-breakpoint
CREATE INDEX `calls_by_agent` ON `calls` (`agent_id`,`started_at`);--> statement-breakpoint
CREATE INDEX `calls_by_team` ON `calls` (`team_id`,`started_at`);--> statement-breakpoint
CREATE INDEX `calls_by_phase` ON `calls` (`phase`);--> statement-breakpoint
CREATE INDEX `calls_by_sign_in` ON `calls` (`sign_in_id`,`phase`);--> statement-breakpoint
CREATE INDEX `calls_by_number` ON `calls` (`customer_number`,`started_at`);--> statement-breakpoint
CREATE TABLE `customers` (
	`customer_id` text PRIMARY KEY NOT NULL,
	`display_name` text NOT NULL,
	`number` text NOT NULL,
	`country` text NOT NULL,
	`demo_note` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `customers_number_unique` ON `customers` (`number`);--> statement-breakpoint
CREATE INDEX `customers_by_name` ON `customers` (`display_name`);--> statement-breakpoint
CREATE TABLE `voice_events` (
	`event_id` text PRIMARY KEY NOT NULL,
	`node_id` text NOT NULL,
	`seq` integer NOT NULL,
	`type` text NOT NULL,
	`call_id` text,
	`at` integer NOT NULL,
	`outcome` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `voice_events_by_time` ON `voice_events` (`at`);--> statement-breakpoint
CREATE TABLE `voice_nodes` (
	`node_id` text PRIMARY KEY NOT NULL,
	`applied_seq` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `people` (
	`person_id` text PRIMARY KEY NOT NULL,
	`user_name` text NOT NULL,
	`display_name` text NOT NULL,
	`role` text NOT NULL,
	`site_id` text,
	`password_hash` text NOT NULL,
	`disabled_at` integer,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`site_id`) REFERENCES `sites`(`site_id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `people_userName_unique` ON `people` (`user_name`);--> statement-breakpoint
CREATE TABLE `site_networks` (
	`site_id` text NOT NULL,
	`cidr` text NOT NULL,
	`position` integer NOT NULL,
	PRIMARY KEY(`site_id`, `cidr`),
	FOREIGN KEY (`site_id`) REFERENCES `sites`(`site_id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `sites` (
	`site_id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `sites_name_unique` ON `sites` (`name`);--> statement-breakpoint
CREATE TABLE `team_members` (
	`team_id` text NOT NULL,
	`person_id` text NOT NULL,
	PRIMARY KEY(`team_id`, `person_id`),
	FOREIGN KEY (`team_id`) REFERENCES `teams`(`team_id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`person_id`) REFERENCES `people`(`person_id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `team_members_person` ON `team_members` (`person_id`);--> statement-breakpoint
CREATE TABLE `teams` (
	`team_id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`wrap_up_seconds` integer NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `teams_name_unique` ON `teams` (`name`);--> statement-breakpoint
CREATE TABLE `recording_grants` (
	`grant_hash` text PRIMARY KEY NOT NULL,
	`recording_id` text NOT NULL,
	`sign_in_id` text NOT NULL,
	`person_id` text NOT NULL,
	`reason` text NOT NULL,
	`note` text NOT NULL,
	`granted_at` integer NOT NULL,
	`expires_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `recording_grants_by_recording` ON `recording_grants` (`recording_id`,`granted_at`);--> statement-breakpoint
CREATE TABLE `recordings` (
	`recording_id` text PRIMARY KEY NOT NULL,
	`call_id` text NOT NULL,
	`state` text NOT NULL,
	`file_name` text NOT NULL,
	`started_at` integer NOT NULL,
	`duration_ms` integer,
	`size_bytes` integer,
	`sha256` text,
	`recovered` integer NOT NULL,
	`integrity` text NOT NULL,
	`verified_at` integer
);
--> statement-breakpoint
CREATE INDEX `recordings_by_call` ON `recordings` (`call_id`);--> statement-breakpoint
CREATE TABLE `trunks` (
	`trunk_id` text PRIMARY KEY NOT NULL,
	`position` integer NOT NULL,
	`name` text NOT NULL,
	`host` text NOT NULL,
	`port` integer NOT NULL,
	`transport` text NOT NULL,
	`addresses` text NOT NULL,
	`credentials` text,
	`inbound_team_id` text,
	`caller_id` text NOT NULL,
	`enabled` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `trunks_name_unique` ON `trunks` (`name`);--> statement-breakpoint
CREATE TRIGGER `audit_rows_no_update` BEFORE UPDATE ON `audit_rows` BEGIN SELECT RAISE(ABORT, 'audit rows are append-only'); END;--> statement-breakpoint
CREATE TRIGGER `audit_rows_no_delete` BEFORE DELETE ON `audit_rows` BEGIN SELECT RAISE(ABORT, 'audit rows are append-only'); END;
