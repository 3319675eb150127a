CREATE TABLE `access_requests` (
	`request_id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`state` text NOT NULL,
	`person_id` text NOT NULL,
	`device_id` text NOT NULL,
	`pre_login_hash` text NOT NULL,
	`address` text NOT NULL,
	`last_address` text,
	`note` text NOT NULL,
	`requested_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`decided_by` text,
	`decided_at` integer,
	`reason` text,
	`grant_ends_at` integer,
	FOREIGN KEY (`person_id`) REFERENCES `people`(`person_id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `access_requests_state` ON `access_requests` (`state`,`requested_at`);--> statement-breakpoint
CREATE INDEX `access_requests_pre_login` ON `access_requests` (`pre_login_hash`);--> statement-breakpoint
CREATE INDEX `access_requests_person` ON `access_requests` (`person_id`);--> statement-breakpoint
CREATE TABLE `anomalies` (
	`anomaly_id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`at` integer NOT NULL,
	`person_id` text NOT NULL,
	`device_id` text,
	`address` text NOT NULL,
	`facts` text NOT NULL,
	`taken` text NOT NULL,
	`state` text NOT NULL,
	`closed_by` text,
	`closed_at` integer,
	`note` text NOT NULL,
	FOREIGN KEY (`person_id`) REFERENCES `people`(`person_id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `anomalies_state` ON `anomalies` (`state`,`at`);--> statement-breakpoint
CREATE INDEX `anomalies_person` ON `anomalies` (`person_id`,`kind`);--> statement-breakpoint
CREATE TABLE `device_keys` (
	`key_id` text PRIMARY KEY NOT NULL,
	`device_id` text NOT NULL,
	`x` text NOT NULL,
	`y` text NOT NULL,
	`state` text NOT NULL,
	`added_at` integer NOT NULL,
	`retired_at` integer,
	FOREIGN KEY (`device_id`) REFERENCES `devices`(`device_id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `device_keys_device` ON `device_keys` (`device_id`,`state`);--> statement-breakpoint
CREATE TABLE `password_resets` (
	`person_id` text PRIMARY KEY NOT NULL,
	`token_hash` text NOT NULL,
	`created_by` text,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`person_id`) REFERENCES `people`(`person_id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `password_resets_tokenHash_unique` ON `password_resets` (`token_hash`);--> statement-breakpoint
CREATE TABLE `network_rules` (
	`rule_id` text PRIMARY KEY NOT NULL,
	`cidr` text NOT NULL,
	`name` text NOT NULL,
	`scope_type` text NOT NULL,
	`scope_id` text,
	`kind` text NOT NULL,
	`ends_at` integer,
	`created_by` text,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `network_rules_scope` ON `network_rules` (`scope_type`,`scope_id`);--> statement-breakpoint
CREATE TABLE `overtime` (
	`overtime_id` text PRIMARY KEY NOT NULL,
	`person_id` text NOT NULL,
	`from_at` integer NOT NULL,
	`until_at` integer NOT NULL,
	`granted_by` text,
	`reason` text NOT NULL,
	`withdrawn_at` integer
);
--> statement-breakpoint
CREATE INDEX `overtime_person` ON `overtime` (`person_id`,`until_at`);--> statement-breakpoint
CREATE TABLE `settings` (
	`name` text PRIMARY KEY NOT NULL,
	`value` text,
	`revision` integer NOT NULL,
	`changed_by` text,
	`changed_at` integer
);
--> statement-breakpoint
CREATE TABLE `shift_hours` (
	`hours_id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`scope_type` text NOT NULL,
	`scope_id` text NOT NULL,
	`days` text NOT NULL,
	`start` text NOT NULL,
	`end` text NOT NULL,
	`time_zone` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `shift_hours_scope` ON `shift_hours` (`scope_type`,`scope_id`);--> statement-breakpoint
ALTER TABLE `devices` ADD `credential_id` text;--> statement-breakpoint
ALTER TABLE `devices` ADD `credential_public_key` text;--> statement-breakpoint
ALTER TABLE `devices` ADD `credential_counter` integer;--> statement-breakpoint
ALTER TABLE `devices` ADD `suspended_at` integer;--> statement-breakpoint
ALTER TABLE `devices` ADD `suspended_reason` text;--> statement-breakpoint
ALTER TABLE `devices` ADD `last_refused_at` integer;--> statement-breakpoint
ALTER TABLE `devices` ADD `last_refusal` text;--> statement-breakpoint
ALTER TABLE `devices` ADD `last_refusal_reference` text;--> statement-breakpoint
ALTER TABLE `devices` ADD `step_up_allowed_until` integer;--> statement-breakpoint
ALTER TABLE `sign_ins` ADD `site_id` text;--> statement-breakpoint
ALTER TABLE `people` ADD `password_changed_at` integer;--> statement-breakpoint
ALTER TABLE `people` ADD `totp_secret` text;--> statement-breakpoint
ALTER TABLE `people` ADD `totp_confirmed_at` integer;--> statement-breakpoint
ALTER TABLE `people` ADD `totp_last_step` integer;--> statement-breakpoint
ALTER TABLE `sites` ADD `latitude` real;--> statement-breakpoint
ALTER TABLE `sites` ADD `longitude` real;--> statement-breakpoint
ALTER TABLE `teams` ADD `on_revoke` text DEFAULT 'drain' NOT NULL;--> statement-breakpoint
CREATE INDEX `audit_rows_actor` ON `audit_rows` (`actor_id`);--> statement-breakpoint
CREATE INDEX `audit_rows_at` ON `audit_rows` (`at`);