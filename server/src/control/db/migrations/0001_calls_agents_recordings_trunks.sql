CREATE TABLE `agents` (
	`person_id` text PRIMARY KEY NOT NULL,
	`sign_in_id` text,
	`state` text NOT NULL,
	`before` text,
	`version` integer NOT NULL
);
--> statement-breakpoint
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
CREATE UNIQUE INDEX `trunks_name_unique` ON `trunks` (`name`);