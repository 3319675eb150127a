INSERT INTO `network_rules` (`rule_id`, `cidr`, `name`, `scope_type`, `scope_id`, `kind`, `ends_at`, `created_by`, `created_at`)
SELECT lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-a' || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6))),
	n.`cidr`, s.`name`, 'site', n.`site_id`, 'company', NULL, NULL, s.`created_at` + n.`position`
FROM `site_networks` n JOIN `sites` s ON s.`site_id` = n.`site_id`;--> statement-breakpoint
INSERT OR IGNORE INTO `device_keys` (`key_id`, `device_id`, `x`, `y`, `state`, `added_at`, `retired_at`)
SELECT `thumbprint`, `device_id`, `public_key_x`, `public_key_y`, 'current', `requested_at`, NULL
FROM `devices` ORDER BY `state` NOT IN ('approved', 'pending'), `requested_at` DESC;--> statement-breakpoint
DROP TABLE `site_networks`;--> statement-breakpoint
DROP INDEX `devices_thumbprint`;--> statement-breakpoint
ALTER TABLE `devices` DROP COLUMN `public_key_x`;--> statement-breakpoint
ALTER TABLE `devices` DROP COLUMN `public_key_y`;--> statement-breakpoint
ALTER TABLE `devices` DROP COLUMN `thumbprint`;