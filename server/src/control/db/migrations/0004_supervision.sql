CREATE TABLE `call_markers` (
	`marker_id` text PRIMARY KEY NOT NULL,
	`call_id` text NOT NULL,
	`by_id` text NOT NULL,
	`at` integer NOT NULL,
	`text` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `call_markers_by_call` ON `call_markers` (`call_id`,`at`);--> statement-breakpoint
CREATE TABLE `coaching_notes` (
	`coaching_note_id` text PRIMARY KEY NOT NULL,
	`agent_id` text NOT NULL,
	`by_id` text NOT NULL,
	`call_id` text,
	`text` text NOT NULL,
	`at` integer NOT NULL,
	`read_at` integer
);
--> statement-breakpoint
CREATE INDEX `coaching_notes_by_agent` ON `coaching_notes` (`agent_id`,`at`);--> statement-breakpoint
CREATE TABLE `help_requests` (
	`help_id` text PRIMARY KEY NOT NULL,
	`agent_id` text NOT NULL,
	`call_id` text,
	`reason` text NOT NULL,
	`note` text NOT NULL,
	`asked_at` integer NOT NULL,
	`claimed_by` text,
	`claimed_at` integer,
	`ended_at` integer,
	`end` text,
	`ended_by` text
);
--> statement-breakpoint
CREATE INDEX `help_requests_open` ON `help_requests` (`ended_at`);--> statement-breakpoint
CREATE INDEX `help_requests_by_agent` ON `help_requests` (`agent_id`,`ended_at`);--> statement-breakpoint
CREATE INDEX `help_requests_by_call` ON `help_requests` (`call_id`);--> statement-breakpoint
CREATE TABLE `monitoring_spans` (
	`span_id` text PRIMARY KEY NOT NULL,
	`call_id` text NOT NULL,
	`leg_id` text NOT NULL,
	`lead_id` text NOT NULL,
	`agent_id` text,
	`team_id` text,
	`mode` text NOT NULL,
	`disclosure` text NOT NULL,
	`started_at` integer NOT NULL,
	`ended_at` integer
);
--> statement-breakpoint
CREATE INDEX `monitoring_spans_by_start` ON `monitoring_spans` (`started_at`);--> statement-breakpoint
CREATE INDEX `monitoring_spans_by_team` ON `monitoring_spans` (`team_id`,`started_at`);--> statement-breakpoint
CREATE INDEX `monitoring_spans_by_lead` ON `monitoring_spans` (`lead_id`,`started_at`);--> statement-breakpoint
CREATE INDEX `monitoring_spans_by_agent` ON `monitoring_spans` (`agent_id`,`started_at`);--> statement-breakpoint
CREATE INDEX `monitoring_spans_by_call` ON `monitoring_spans` (`call_id`);--> statement-breakpoint
CREATE INDEX `monitoring_spans_by_leg` ON `monitoring_spans` (`leg_id`,`ended_at`);--> statement-breakpoint
CREATE TABLE `notices` (
	`notice_id` text PRIMARY KEY NOT NULL,
	`batch_id` text NOT NULL,
	`kind` text NOT NULL,
	`from_id` text NOT NULL,
	`to_id` text NOT NULL,
	`team_id` text,
	`text` text NOT NULL,
	`reason` text,
	`call_id` text,
	`at` integer NOT NULL,
	`acknowledged_at` integer
);
--> statement-breakpoint
CREATE INDEX `notices_open` ON `notices` (`to_id`,`acknowledged_at`);--> statement-breakpoint
CREATE INDEX `notices_sent` ON `notices` (`from_id`,`at`);--> statement-breakpoint
CREATE INDEX `notices_batch` ON `notices` (`batch_id`);--> statement-breakpoint
ALTER TABLE `agents` ADD `missed_rings` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `call_legs` ADD `mode_since` integer;--> statement-breakpoint
ALTER TABLE `calls` ADD `taken_over_by` text;--> statement-breakpoint
ALTER TABLE `calls` ADD `taken_over_at` integer;--> statement-breakpoint
ALTER TABLE `teams` ADD `disclosure` text DEFAULT 'sign' NOT NULL;