
use builtin;
use str;

set edit:completion:arg-completer[clockify-addons] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'clockify-addons'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'clockify-addons'= {
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand serve 'Run one add-on or all three in this process'
            cand migrate 'Apply pending migrations, or say where the databases stand'
            cand backup 'Back up the databases, restore them, and practise that'
            cand health 'Ask the running servers, look at the whole set-up, or go through the production checklist'
            cand events 'List, show and follow the events that an add-on stored'
            cand flows 'List, check, import, try and switch the flows of a workspace, and look at their runs'
            cand replays 'Look at replays of events, and cancel them; `events replay` begins one'
            cand sources 'Register systems other than Clockify that deliver to /webhooks/custom/NAME'
            cand bootstrap 'Fetch the data of workspaces into the local cache, or go on where it stopped'
            cand catalogue 'Look up the operations of Clockify''s API, and import newer ones'
            cand config 'Show every setting with its origin, or check them all'
            cand manifest 'Print the manifest of an add-on as `GET /manifest` would answer'
            cand retention-sweep 'Remove rows that are older than they are to be kept, and erase workspaces that left'
            cand secrets 'Make the key that seals secrets in the database, or replace it'
            cand sandbox 'Install the add-ons that run on this machine and deliver signed events to them'
            cand completions 'Print completions for a shell'
            cand man 'Print a page for man'
            cand generate 'Write the generated files of the repository'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'clockify-addons;serve'= {
            cand --addon 'api-studio, universal-webhook, clockify-addon or all (the default)'
            cand --host 'Address to listen on [env: HOST]'
            cand --port 'Port to listen on, for one add-on; 0 takes a free one'
            cand --sandbox-api 'Port of the simulated Clockify''s REST API on 127.0.0.1; 0 takes a free one'
            cand --sandbox-page 'Port of the simulated Clockify''s page on 127.0.0.1, with the add-ons in it; 0 takes a free one'
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand --sandbox 'Start a simulated Clockify that installs the add-ons and delivers events'
            cand --sandbox-quiet 'Deliver no events but those of what is done in the simulated Clockify'
            cand --no-migrate 'Don''t apply pending migrations; until they are applied the add-ons are not ready'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'clockify-addons;migrate'= {
            cand --addon 'Of this add-on only; all when not given'
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand up 'Apply what is pending (the default)'
            cand status 'Say what is applied and what is pending; changes nothing'
            cand plan 'Say what would be executed, and what of it is risky; changes nothing'
            cand check 'Say whether the applied migrations are still what they were; changes nothing'
            cand repair 'Note an applied migration as it is in this program'
            cand down 'Take back the last migrations of one add-on, with all that is in their tables'
            cand init 'Make the databases and roles of the add-ons on a PostgreSQL server'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'clockify-addons;migrate;up'= {
            cand --lock-timeout 'How long to wait for who migrates or uses a table, in seconds'
            cand --require-backup 'Apply nothing without a verified backup that is no older, in hours; 0 asks for none. When not given, 24 where a migration removes data'
            cand --addon 'Of this add-on only; all when not given'
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand --allow-out-of-order 'Apply a migration also where one that comes after it was applied before'
            cand --dry-run 'Say what is pending, and change nothing; `plan` says more'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'clockify-addons;migrate;status'= {
            cand --addon 'Of this add-on only; all when not given'
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand --exit-code 'Exit with 4 when something is pending, 78 when a database is newer than this program'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'clockify-addons;migrate;plan'= {
            cand --addon 'Of this add-on only; all when not given'
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand --sql 'Show the statements, as a script for the database''s own shell'
            cand --exit-code 'Exit with 4 when something is pending'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'clockify-addons;migrate;check'= {
            cand --addon 'Of this add-on only; all when not given'
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'clockify-addons;migrate;repair'= {
            cand --version 'Name of the migration, as `migrate check` tells it'
            cand --addon 'Of this add-on only; all when not given'
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand --yes 'Really do it'
            cand --dry-run 'Say what would be changed, and change nothing'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'clockify-addons;migrate;down'= {
            cand --steps 'How many'
            cand --confirm 'Name of the database, where it is on another machine'
            cand --lock-timeout 'How long to wait for who migrates or uses a table, in seconds'
            cand --addon 'Of this add-on only; all when not given'
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand --yes 'Really do it'
            cand --dry-run 'Show the statements, and change nothing'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'clockify-addons;migrate;init'= {
            cand --admin-url 'The server, and a role that may create databases and roles; without a password'
            cand --admin-password-file 'File with that role''s password'
            cand --secrets 'Folder for the addresses with their passwords and for the key of secrets'
            cand --addon 'Of this add-on only; all when not given'
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand --app-migrates 'Let the server''s role migrate too, so that `serve` can'
            cand --dry-run 'Print the statements without passwords, and change nothing'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'clockify-addons;migrate;help'= {
            cand up 'Apply what is pending (the default)'
            cand status 'Say what is applied and what is pending; changes nothing'
            cand plan 'Say what would be executed, and what of it is risky; changes nothing'
            cand check 'Say whether the applied migrations are still what they were; changes nothing'
            cand repair 'Note an applied migration as it is in this program'
            cand down 'Take back the last migrations of one add-on, with all that is in their tables'
            cand init 'Make the databases and roles of the add-ons on a PostgreSQL server'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'clockify-addons;migrate;help;up'= {
        }
        &'clockify-addons;migrate;help;status'= {
        }
        &'clockify-addons;migrate;help;plan'= {
        }
        &'clockify-addons;migrate;help;check'= {
        }
        &'clockify-addons;migrate;help;repair'= {
        }
        &'clockify-addons;migrate;help;down'= {
        }
        &'clockify-addons;migrate;help;init'= {
        }
        &'clockify-addons;migrate;help;help'= {
        }
        &'clockify-addons;backup'= {
            cand --folder 'The folder of the backups, or `s3://bucket/prefix` [env: CLOCKIFY_ADDONS_BACKUP_DIR]'
            cand --to 'The folder of the backups, or `s3://bucket/prefix` [env: CLOCKIFY_ADDONS_BACKUP_DIR]'
            cand --addon 'Of this add-on only; may be given several times; all when not given'
            cand --progress 'Whether to draw what is worked on; only ever on a terminal'
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand create 'Make a backup (the default)'
            cand list 'What there is, the newest last'
            cand show 'One backup: its cut, its tables, and the keys that a restore needs'
            cand verify 'Read every byte of a backup again'
            cand restore 'Restore a backup, whole or in part, into the same engine or the other one'
            cand prune 'Remove backups that are no longer kept'
            cand pin 'Keep a backup until it is unpinned: `prune` never removes it'
            cand unpin 'Leave a backup to `prune` again'
            cand drill 'Restore a backup for practice, compare, and leave nothing behind'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'clockify-addons;backup;create'= {
            cand --archive 'In which form: `portable` lines for either engine, or `native`, what pg_dump makes or a SQLite file'
            cand --output 'Write the backup to standard output, as a tar archive, instead of to its place'
            cand --recipient 'Encrypt it for the owner of this public key of age; may be given several times [env: CLOCKIFY_ADDONS_BACKUP_AGE_RECIPIENTS]'
            cand --recipients-file 'Encrypt it for the public keys in this file, one a line [env: CLOCKIFY_ADDONS_BACKUP_AGE_RECIPIENTS_FILE]'
            cand --textfile 'Write metrics of the run to this folder, for the textfile collector of node exporter'
            cand --ping-url 'Call this address when the run begins and, with its exit code, when it ends, as healthchecks.io expects it'
            cand --before 'Run this by `sh -c` first; if it fails, no backup is made'
            cand --after 'Run this by `sh -c` when the backup is made; if it fails, the exit code is 3'
            cand --on-failure 'Run this by `sh -c` when no backup was made'
            cand --hook-timeout 'Longest that each of these commands may take, in seconds'
            cand --folder 'The folder of the backups, or `s3://bucket/prefix` [env: CLOCKIFY_ADDONS_BACKUP_DIR]'
            cand --to 'The folder of the backups, or `s3://bucket/prefix` [env: CLOCKIFY_ADDONS_BACKUP_DIR]'
            cand --addon 'Of this add-on only; may be given several times; all when not given'
            cand --progress 'Whether to draw what is worked on; only ever on a terminal'
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand --no-space-check 'Don''t look first whether there is room'
            cand --dry-run 'Say what would be backed up, and write nothing'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'clockify-addons;backup;list'= {
            cand --folder 'The folder of the backups, or `s3://bucket/prefix` [env: CLOCKIFY_ADDONS_BACKUP_DIR]'
            cand --to 'The folder of the backups, or `s3://bucket/prefix` [env: CLOCKIFY_ADDONS_BACKUP_DIR]'
            cand --addon 'Of this add-on only; may be given several times; all when not given'
            cand --progress 'Whether to draw what is worked on; only ever on a terminal'
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'clockify-addons;backup;show'= {
            cand --folder 'The folder of the backups, or `s3://bucket/prefix` [env: CLOCKIFY_ADDONS_BACKUP_DIR]'
            cand --to 'The folder of the backups, or `s3://bucket/prefix` [env: CLOCKIFY_ADDONS_BACKUP_DIR]'
            cand --addon 'Of this add-on only; may be given several times; all when not given'
            cand --progress 'Whether to draw what is worked on; only ever on a terminal'
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'clockify-addons;backup;verify'= {
            cand --identity 'File with the secret key of age that opens an encrypted backup; may be given several times'
            cand --folder 'The folder of the backups, or `s3://bucket/prefix` [env: CLOCKIFY_ADDONS_BACKUP_DIR]'
            cand --to 'The folder of the backups, or `s3://bucket/prefix` [env: CLOCKIFY_ADDONS_BACKUP_DIR]'
            cand --addon 'Of this add-on only; may be given several times; all when not given'
            cand --progress 'Whether to draw what is worked on; only ever on a terminal'
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand --all 'All of them'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'clockify-addons;backup;restore'= {
            cand --table 'This table only; may be given several times'
            cand --workspace 'Rows of this workspace only'
            cand --into 'Into this database instead of the configured one; of one add-on. Without a password: that belongs in PGPASSFILE'
            cand --identity 'File with the secret key of age that opens an encrypted backup; may be given several times'
            cand --folder 'The folder of the backups, or `s3://bucket/prefix` [env: CLOCKIFY_ADDONS_BACKUP_DIR]'
            cand --to 'The folder of the backups, or `s3://bucket/prefix` [env: CLOCKIFY_ADDONS_BACKUP_DIR]'
            cand --addon 'Of this add-on only; may be given several times; all when not given'
            cand --progress 'Whether to draw what is worked on; only ever on a terminal'
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand --replace 'Remove what is in the way'
            cand --merge 'Of tables or a workspace: leave what is there as it is, and add what is missing'
            cand --yes 'With --replace: yes, lose what is there'
            cand --without-keys 'Restore even if what is sealed can''t be opened'
            cand --dry-run 'Read and check everything, and change nothing'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'clockify-addons;backup;prune'= {
            cand --keep 'How many of each kind [env: CLOCKIFY_ADDONS_BACKUP_KEEP]'
            cand --folder 'The folder of the backups, or `s3://bucket/prefix` [env: CLOCKIFY_ADDONS_BACKUP_DIR]'
            cand --to 'The folder of the backups, or `s3://bucket/prefix` [env: CLOCKIFY_ADDONS_BACKUP_DIR]'
            cand --addon 'Of this add-on only; may be given several times; all when not given'
            cand --progress 'Whether to draw what is worked on; only ever on a terminal'
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand --dry-run 'Say what would go, and remove nothing'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'clockify-addons;backup;pin'= {
            cand --reason 'Why, for whoever wonders later'
            cand --folder 'The folder of the backups, or `s3://bucket/prefix` [env: CLOCKIFY_ADDONS_BACKUP_DIR]'
            cand --to 'The folder of the backups, or `s3://bucket/prefix` [env: CLOCKIFY_ADDONS_BACKUP_DIR]'
            cand --addon 'Of this add-on only; may be given several times; all when not given'
            cand --progress 'Whether to draw what is worked on; only ever on a terminal'
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand --dry-run 'Say what would be kept, and note nothing'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'clockify-addons;backup;unpin'= {
            cand --folder 'The folder of the backups, or `s3://bucket/prefix` [env: CLOCKIFY_ADDONS_BACKUP_DIR]'
            cand --to 'The folder of the backups, or `s3://bucket/prefix` [env: CLOCKIFY_ADDONS_BACKUP_DIR]'
            cand --addon 'Of this add-on only; may be given several times; all when not given'
            cand --progress 'Whether to draw what is worked on; only ever on a terminal'
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand --dry-run 'Say what would be left, and note nothing'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'clockify-addons;backup;drill'= {
            cand --identity 'File with the secret key of age that opens an encrypted backup; may be given several times'
            cand --folder 'The folder of the backups, or `s3://bucket/prefix` [env: CLOCKIFY_ADDONS_BACKUP_DIR]'
            cand --to 'The folder of the backups, or `s3://bucket/prefix` [env: CLOCKIFY_ADDONS_BACKUP_DIR]'
            cand --addon 'Of this add-on only; may be given several times; all when not given'
            cand --progress 'Whether to draw what is worked on; only ever on a terminal'
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand --without-keys 'Practise even if what is sealed can''t be opened'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'clockify-addons;backup;help'= {
            cand create 'Make a backup (the default)'
            cand list 'What there is, the newest last'
            cand show 'One backup: its cut, its tables, and the keys that a restore needs'
            cand verify 'Read every byte of a backup again'
            cand restore 'Restore a backup, whole or in part, into the same engine or the other one'
            cand prune 'Remove backups that are no longer kept'
            cand pin 'Keep a backup until it is unpinned: `prune` never removes it'
            cand unpin 'Leave a backup to `prune` again'
            cand drill 'Restore a backup for practice, compare, and leave nothing behind'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'clockify-addons;backup;help;create'= {
        }
        &'clockify-addons;backup;help;list'= {
        }
        &'clockify-addons;backup;help;show'= {
        }
        &'clockify-addons;backup;help;verify'= {
        }
        &'clockify-addons;backup;help;restore'= {
        }
        &'clockify-addons;backup;help;prune'= {
        }
        &'clockify-addons;backup;help;pin'= {
        }
        &'clockify-addons;backup;help;unpin'= {
        }
        &'clockify-addons;backup;help;drill'= {
        }
        &'clockify-addons;backup;help;help'= {
        }
        &'clockify-addons;health'= {
            cand --addon 'Of this add-on only; all when not given'
            cand --url 'Ask here in place of where the settings say that servers listen'
            cand --timeout 'How long the servers may take altogether, in seconds'
            cand --max-transaction 'Age of an open transaction that is a finding, in seconds'
            cand --min-room 'Room that has to be free on disks, in MiB'
            cand --clockify-url 'Ask Clockify whether it can be reached at this address, in place of the configured ones'
            cand --backups 'Where backups are kept [env: CLOCKIFY_ADDONS_BACKUP_DIR]'
            cand --max-backup-age 'Age of the newest backup that is a finding, in hours'
            cand --max-drill-age 'Age of the last rehearsed restore that is a finding, in days; 8 with --deep, 35 with --production'
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand --deep 'Look at settings, files, keys, databases and room; needs no server'
            cand --production 'Go through the production checklist of the deployment guide'
            cand --strict 'Exit with 1 for warnings too'
            cand --findings 'Show only what isn''t as it should be'
            cand --offline 'Don''t ask Clockify, or the add-ons at their public addresses, whether they can be reached'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'clockify-addons;events'= {
            cand --addon 'Of which add-on'
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand list 'The newest events first, a page at a time'
            cand show 'One event with its headers and body'
            cand replay 'One event, or all that fit, through the flows again'
            cand coverage 'How each event reaches the add-on, and if it doesn''t, why'
            cand tail 'New events as they arrive, until Ctrl-C'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'clockify-addons;events;list'= {
            cand --workspace 'Of this workspace only'
            cand --type 'Of this type; may be given again'
            cand --source 'From Clockify or from custom sources'
            cand --since 'Received since: a time (2026-01-31T12:00:00Z) or an age (30m, 2h, 7d)'
            cand --until 'Received before: a time or an age'
            cand --limit 'How many'
            cand --before 'The next page: events older than this one'
            cand --addon 'Of which add-on'
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand --unique 'Leave out events that repeat another'
            cand --by-type 'Count by type instead of listing'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'clockify-addons;events;show'= {
            cand --workspace 'Of this workspace only'
            cand --addon 'Of which add-on'
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'clockify-addons;events;replay'= {
            cand --workspace 'In which workspace; needed where more than one has the add-on'
            cand --since 'Received since: a time or an age (30m, 2h, 7d)'
            cand --until 'Received before: a time or an age'
            cand --type 'Of this type; may be given again'
            cand --source 'From clockify, or from the custom source of this name'
            cand --state 'Only where the flow''s latest run for the event is in this state; may be given again'
            cand --flow 'Only through this flow, its id or name; may be given again'
            cand --rate 'Events per second, 1 to 1000'
            cand --addon 'Of which add-on'
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand --all 'Every event of the log'
            cand --original 'In the version that ran when the event came, not in the one that counts now'
            cand --dry-run 'Say how many it would be, and begin nothing'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'clockify-addons;events;coverage'= {
            cand --workspace 'Of this workspace only'
            cand --addon 'Of which add-on'
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'clockify-addons;events;tail'= {
            cand --workspace 'Of this workspace only'
            cand --type 'Of this type; may be given again'
            cand --source 'From Clockify or from custom sources'
            cand --since 'Received since: a time (2026-01-31T12:00:00Z) or an age (30m, 2h, 7d)'
            cand --until 'Received before: a time or an age'
            cand --addon 'Of which add-on'
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand --unique 'Leave out events that repeat another'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'clockify-addons;events;help'= {
            cand list 'The newest events first, a page at a time'
            cand show 'One event with its headers and body'
            cand replay 'One event, or all that fit, through the flows again'
            cand coverage 'How each event reaches the add-on, and if it doesn''t, why'
            cand tail 'New events as they arrive, until Ctrl-C'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'clockify-addons;events;help;list'= {
        }
        &'clockify-addons;events;help;show'= {
        }
        &'clockify-addons;events;help;replay'= {
        }
        &'clockify-addons;events;help;coverage'= {
        }
        &'clockify-addons;events;help;tail'= {
        }
        &'clockify-addons;events;help;help'= {
        }
        &'clockify-addons;flows'= {
            cand --addon 'Of which add-on'
            cand --workspace 'In which workspace; needed where more than one has the add-on'
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand --dry-run 'Say what would be changed, and change nothing'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand list 'The flows, by name'
            cand show 'One flow with its document'
            cand validate 'Every mistake in a document, without a database'
            cand import 'Store a document, an export, or a flow of the Python system'
            cand export 'A flow without what belongs to its workspace'
            cand test 'What a flow would do: nothing is changed, writes are shown'
            cand runs 'The newest runs'
            cand run 'One run with its steps'
            cand retry 'Try a run again that failed or was cancelled, from the step that failed'
            cand cancel 'Put an end to a run'
            cand enable 'Let events start a flow'
            cand disable 'Keep events from starting a flow, and cancel what waits'
            cand hold 'Keep a flow''s runs back'
            cand resume 'Let a flow''s runs go on, the oldest first'
            cand delete 'Delete a flow and cancel what waits; its runs stay'
            cand secrets 'Secrets for steps that call other systems'
            cand templates 'Flows that are ready to be used'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'clockify-addons;flows;list'= {
            cand --addon 'Of which add-on'
            cand --workspace 'In which workspace; needed where more than one has the add-on'
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand --dry-run 'Say what would be changed, and change nothing'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'clockify-addons;flows;show'= {
            cand --at 'Of this version, not of the one that counts'
            cand --addon 'Of which add-on'
            cand --workspace 'In which workspace; needed where more than one has the add-on'
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand --dry-run 'Say what would be changed, and change nothing'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'clockify-addons;flows;validate'= {
            cand --addon 'Of which add-on'
            cand --workspace 'In which workspace; needed where more than one has the add-on'
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand --dry-run 'Say what would be changed, and change nothing'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'clockify-addons;flows;import'= {
            cand --input 'What to put in the place of an input of an export; may be given again'
            cand --addon 'Of which add-on'
            cand --workspace 'In which workspace; needed where more than one has the add-on'
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand --enable 'Let events start it at once'
            cand --replace 'Save it as a new version of the flow of its name, if there is one'
            cand --dry-run 'Say what would be changed, and change nothing'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'clockify-addons;flows;export'= {
            cand --addon 'Of which add-on'
            cand --workspace 'In which workspace; needed where more than one has the add-on'
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand --dry-run 'Say what would be changed, and change nothing'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'clockify-addons;flows;test'= {
            cand --file 'A document that isn''t stored, or `-` for standard input'
            cand --event 'On this event of the log'
            cand --payload 'On the payload in this file'
            cand --answers 'What operations answer, by their names, in place of asking Clockify'
            cand --addon 'Of which add-on'
            cand --workspace 'In which workspace; needed where more than one has the add-on'
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand --sandbox 'Of the simulated Clockify of `serve --sandbox`, which is on this machine'
            cand --dry-run 'Say what would be changed, and change nothing'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'clockify-addons;flows;runs'= {
            cand --flow 'Of this flow: its id or name'
            cand --state 'In this state: queued, waiting, running, held, succeeded, filtered, failed, cancelled'
            cand --event 'Started by this event'
            cand --since 'Decided on since: a time or an age (30m, 2h, 7d)'
            cand --until 'Decided on before: a time or an age'
            cand --limit 'How many'
            cand --before 'The next page: runs older than this one'
            cand --addon 'Of which add-on'
            cand --workspace 'In which workspace; needed where more than one has the add-on'
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand --dry-run 'Say what would be changed, and change nothing'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'clockify-addons;flows;run'= {
            cand --addon 'Of which add-on'
            cand --workspace 'In which workspace; needed where more than one has the add-on'
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand --dry-run 'Say what would be changed, and change nothing'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'clockify-addons;flows;retry'= {
            cand --addon 'Of which add-on'
            cand --workspace 'In which workspace; needed where more than one has the add-on'
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand --dry-run 'Say what would be changed, and change nothing'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'clockify-addons;flows;cancel'= {
            cand --addon 'Of which add-on'
            cand --workspace 'In which workspace; needed where more than one has the add-on'
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand --dry-run 'Say what would be changed, and change nothing'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'clockify-addons;flows;enable'= {
            cand --addon 'Of which add-on'
            cand --workspace 'In which workspace; needed where more than one has the add-on'
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand --dry-run 'Say what would be changed, and change nothing'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'clockify-addons;flows;disable'= {
            cand --addon 'Of which add-on'
            cand --workspace 'In which workspace; needed where more than one has the add-on'
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand --dry-run 'Say what would be changed, and change nothing'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'clockify-addons;flows;hold'= {
            cand --note 'Why, for whoever finds it held'
            cand --addon 'Of which add-on'
            cand --workspace 'In which workspace; needed where more than one has the add-on'
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand --dry-run 'Say what would be changed, and change nothing'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'clockify-addons;flows;resume'= {
            cand --addon 'Of which add-on'
            cand --workspace 'In which workspace; needed where more than one has the add-on'
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand --dry-run 'Say what would be changed, and change nothing'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'clockify-addons;flows;delete'= {
            cand --addon 'Of which add-on'
            cand --workspace 'In which workspace; needed where more than one has the add-on'
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand --yes 'Don''t ask'
            cand --dry-run 'Say what would be changed, and change nothing'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'clockify-addons;flows;secrets'= {
            cand --addon 'Of which add-on'
            cand --workspace 'In which workspace; needed where more than one has the add-on'
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand --dry-run 'Say what would be changed, and change nothing'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand set 'Set a secret, or give it another value'
            cand list 'The names; values are never shown again'
            cand remove 'Remove a secret; steps that use it fail from then on'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'clockify-addons;flows;secrets;set'= {
            cand --secret-file 'Read the value from this file, or from standard input with `-`'
            cand --addon 'Of which add-on'
            cand --workspace 'In which workspace; needed where more than one has the add-on'
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand --dry-run 'Say what would be changed, and change nothing'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'clockify-addons;flows;secrets;list'= {
            cand --addon 'Of which add-on'
            cand --workspace 'In which workspace; needed where more than one has the add-on'
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand --dry-run 'Say what would be changed, and change nothing'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'clockify-addons;flows;secrets;remove'= {
            cand --addon 'Of which add-on'
            cand --workspace 'In which workspace; needed where more than one has the add-on'
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand --yes 'Don''t ask'
            cand --dry-run 'Say what would be changed, and change nothing'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'clockify-addons;flows;secrets;help'= {
            cand set 'Set a secret, or give it another value'
            cand list 'The names; values are never shown again'
            cand remove 'Remove a secret; steps that use it fail from then on'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'clockify-addons;flows;secrets;help;set'= {
        }
        &'clockify-addons;flows;secrets;help;list'= {
        }
        &'clockify-addons;flows;secrets;help;remove'= {
        }
        &'clockify-addons;flows;secrets;help;help'= {
        }
        &'clockify-addons;flows;templates'= {
            cand --addon 'Of which add-on'
            cand --workspace 'In which workspace; needed where more than one has the add-on'
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand --dry-run 'Say what would be changed, and change nothing'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand list 'All that fit the add-on'
            cand show 'One with its inputs and its document'
            cand use 'Make a flow of one'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'clockify-addons;flows;templates;list'= {
            cand --addon 'Of which add-on'
            cand --workspace 'In which workspace; needed where more than one has the add-on'
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand --dry-run 'Say what would be changed, and change nothing'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'clockify-addons;flows;templates;show'= {
            cand --addon 'Of which add-on'
            cand --workspace 'In which workspace; needed where more than one has the add-on'
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand --dry-run 'Say what would be changed, and change nothing'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'clockify-addons;flows;templates;use'= {
            cand --input 'What to choose for an input; may be given again'
            cand --addon 'Of which add-on'
            cand --workspace 'In which workspace; needed where more than one has the add-on'
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand --enable 'Let events start it at once'
            cand --replace 'Save it as a new version of the flow of its name, if there is one'
            cand --dry-run 'Say what would be changed, and change nothing'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'clockify-addons;flows;templates;help'= {
            cand list 'All that fit the add-on'
            cand show 'One with its inputs and its document'
            cand use 'Make a flow of one'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'clockify-addons;flows;templates;help;list'= {
        }
        &'clockify-addons;flows;templates;help;show'= {
        }
        &'clockify-addons;flows;templates;help;use'= {
        }
        &'clockify-addons;flows;templates;help;help'= {
        }
        &'clockify-addons;flows;help'= {
            cand list 'The flows, by name'
            cand show 'One flow with its document'
            cand validate 'Every mistake in a document, without a database'
            cand import 'Store a document, an export, or a flow of the Python system'
            cand export 'A flow without what belongs to its workspace'
            cand test 'What a flow would do: nothing is changed, writes are shown'
            cand runs 'The newest runs'
            cand run 'One run with its steps'
            cand retry 'Try a run again that failed or was cancelled, from the step that failed'
            cand cancel 'Put an end to a run'
            cand enable 'Let events start a flow'
            cand disable 'Keep events from starting a flow, and cancel what waits'
            cand hold 'Keep a flow''s runs back'
            cand resume 'Let a flow''s runs go on, the oldest first'
            cand delete 'Delete a flow and cancel what waits; its runs stay'
            cand secrets 'Secrets for steps that call other systems'
            cand templates 'Flows that are ready to be used'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'clockify-addons;flows;help;list'= {
        }
        &'clockify-addons;flows;help;show'= {
        }
        &'clockify-addons;flows;help;validate'= {
        }
        &'clockify-addons;flows;help;import'= {
        }
        &'clockify-addons;flows;help;export'= {
        }
        &'clockify-addons;flows;help;test'= {
        }
        &'clockify-addons;flows;help;runs'= {
        }
        &'clockify-addons;flows;help;run'= {
        }
        &'clockify-addons;flows;help;retry'= {
        }
        &'clockify-addons;flows;help;cancel'= {
        }
        &'clockify-addons;flows;help;enable'= {
        }
        &'clockify-addons;flows;help;disable'= {
        }
        &'clockify-addons;flows;help;hold'= {
        }
        &'clockify-addons;flows;help;resume'= {
        }
        &'clockify-addons;flows;help;delete'= {
        }
        &'clockify-addons;flows;help;secrets'= {
            cand set 'Set a secret, or give it another value'
            cand list 'The names; values are never shown again'
            cand remove 'Remove a secret; steps that use it fail from then on'
        }
        &'clockify-addons;flows;help;secrets;set'= {
        }
        &'clockify-addons;flows;help;secrets;list'= {
        }
        &'clockify-addons;flows;help;secrets;remove'= {
        }
        &'clockify-addons;flows;help;templates'= {
            cand list 'All that fit the add-on'
            cand show 'One with its inputs and its document'
            cand use 'Make a flow of one'
        }
        &'clockify-addons;flows;help;templates;list'= {
        }
        &'clockify-addons;flows;help;templates;show'= {
        }
        &'clockify-addons;flows;help;templates;use'= {
        }
        &'clockify-addons;flows;help;help'= {
        }
        &'clockify-addons;replays'= {
            cand --addon 'Of which add-on'
            cand --workspace 'In which workspace; needed where more than one has the add-on'
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand list 'The newest replays first'
            cand show 'One replay: how far it is, and what became of its runs'
            cand cancel 'Stop a replay, and cancel its runs that wait'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'clockify-addons;replays;list'= {
            cand --limit 'How many'
            cand --before 'The next page: replays older than this one'
            cand --addon 'Of which add-on'
            cand --workspace 'In which workspace; needed where more than one has the add-on'
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'clockify-addons;replays;show'= {
            cand --addon 'Of which add-on'
            cand --workspace 'In which workspace; needed where more than one has the add-on'
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'clockify-addons;replays;cancel'= {
            cand --addon 'Of which add-on'
            cand --workspace 'In which workspace; needed where more than one has the add-on'
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand --dry-run 'Say what would be stopped, and stop nothing'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'clockify-addons;replays;help'= {
            cand list 'The newest replays first'
            cand show 'One replay: how far it is, and what became of its runs'
            cand cancel 'Stop a replay, and cancel its runs that wait'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'clockify-addons;replays;help;list'= {
        }
        &'clockify-addons;replays;help;show'= {
        }
        &'clockify-addons;replays;help;cancel'= {
        }
        &'clockify-addons;replays;help;help'= {
        }
        &'clockify-addons;sources'= {
            cand --addon 'Of which add-on'
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand --dry-run 'Say what would be changed, and change nothing'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand add 'Register a source'
            cand list 'List the sources; secrets are never shown again'
            cand rotate 'Give a source a new secret'
            cand remove 'Remove a source; its events stay'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'clockify-addons;sources;add'= {
            cand --workspace 'The workspace that receives its events'
            cand --scheme 'How its deliveries are signed'
            cand --header 'The header that holds the signature, for hmac-sha256'
            cand --secret-file 'Read the secret from this file, or from standard input with `-`; made when not given'
            cand --addon 'Of which add-on'
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand --dry-run 'Say what would be changed, and change nothing'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'clockify-addons;sources;list'= {
            cand --workspace 'Of this workspace only'
            cand --addon 'Of which add-on'
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand --dry-run 'Say what would be changed, and change nothing'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'clockify-addons;sources;rotate'= {
            cand --workspace 'Its workspace'
            cand --overlap 'How long the old secret stays valid, in hours'
            cand --secret-file 'Read the secret from this file, or from standard input with `-`; made when not given'
            cand --addon 'Of which add-on'
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand --dry-run 'Say what would be changed, and change nothing'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'clockify-addons;sources;remove'= {
            cand --workspace 'Its workspace'
            cand --addon 'Of which add-on'
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand --yes 'Don''t ask'
            cand --dry-run 'Say what would be changed, and change nothing'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'clockify-addons;sources;help'= {
            cand add 'Register a source'
            cand list 'List the sources; secrets are never shown again'
            cand rotate 'Give a source a new secret'
            cand remove 'Remove a source; its events stay'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'clockify-addons;sources;help;add'= {
        }
        &'clockify-addons;sources;help;list'= {
        }
        &'clockify-addons;sources;help;rotate'= {
        }
        &'clockify-addons;sources;help;remove'= {
        }
        &'clockify-addons;sources;help;help'= {
        }
        &'clockify-addons;bootstrap'= {
            cand --addon 'Of which add-on'
            cand --workspace 'Of this workspace'
            cand --progress 'Whether to draw how far it is; only ever on a terminal'
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand --all-workspaces 'Of every workspace that has the add-on'
            cand --full 'Begin anew, even where an unfinished run could go on'
            cand --dry-run 'Say what would be fetched, and fetch nothing'
            cand --sandbox 'Of the simulated Clockify of `serve --sandbox`, which is on this machine'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'clockify-addons;catalogue'= {
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand list 'The operations, or those that fit, the best first'
            cand show 'One operation with its parameters and its body'
            cand import 'Make a table of an OpenAPI 3 file, JSON or YAML'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'clockify-addons;catalogue;list'= {
            cand --tag 'Of this group only, in upper or lower case'
            cand --method 'Of this method only'
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'clockify-addons;catalogue;show'= {
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'clockify-addons;catalogue;import'= {
            cand -o 'Where to write the table, in place of standard output'
            cand --output 'Where to write the table, in place of standard output'
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand --dry-run 'Say what would be in the table, and write nothing'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'clockify-addons;catalogue;help'= {
            cand list 'The operations, or those that fit, the best first'
            cand show 'One operation with its parameters and its body'
            cand import 'Make a table of an OpenAPI 3 file, JSON or YAML'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'clockify-addons;catalogue;help;list'= {
        }
        &'clockify-addons;catalogue;help;show'= {
        }
        &'clockify-addons;catalogue;help;import'= {
        }
        &'clockify-addons;catalogue;help;help'= {
        }
        &'clockify-addons;config'= {
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand show 'Every setting, its value and its origin'
            cand check 'Whether the settings make sense, for one add-on or all'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'clockify-addons;config;show'= {
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand --changed 'Only what isn''t the default'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'clockify-addons;config;check'= {
            cand --addon 'For this add-on only'
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'clockify-addons;config;help'= {
            cand show 'Every setting, its value and its origin'
            cand check 'Whether the settings make sense, for one add-on or all'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'clockify-addons;config;help;show'= {
        }
        &'clockify-addons;config;help;check'= {
        }
        &'clockify-addons;config;help;help'= {
        }
        &'clockify-addons;manifest'= {
            cand --addon 'Of which add-on'
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'clockify-addons;retention-sweep'= {
            cand --addon 'Of this add-on only; all when not given'
            cand --max-delete 'Refuse to remove more rows than this from a database without --yes'
            cand --duty 'How long it pauses, of the time that it worked before; 0: not at all [default: 0.25; SQLite: 0.05]'
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand --dry-run 'Count, and change nothing'
            cand --yes 'Do it although much would go, or although it can''t be undone'
            cand --confirm-dead 'Erase workspaces too whose token Clockify has refused for a week and more'
            cand --analyze 'Afterwards have PostgreSQL count anew what is in the tables'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand hold 'Keep everything of a workspace, however old it is and whoever leaves'
            cand release 'End the hold of a workspace: what is due goes with the next sweep'
            cand holds 'List the workspaces on hold'
            cand erase 'Erase every row of a workspace, and end its installation'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'clockify-addons;retention-sweep;hold'= {
            cand --workspace 'The workspace'
            cand --reason 'Why, for those who ask later'
            cand --addon 'Of this add-on only; all when not given'
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand --dry-run 'Count, and change nothing'
            cand --yes 'Do it although much would go, or although it can''t be undone'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'clockify-addons;retention-sweep;release'= {
            cand --workspace 'The workspace'
            cand --addon 'Of this add-on only; all when not given'
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand --dry-run 'Count, and change nothing'
            cand --yes 'Do it although much would go, or although it can''t be undone'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'clockify-addons;retention-sweep;holds'= {
            cand --addon 'Of this add-on only; all when not given'
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand --dry-run 'Count, and change nothing'
            cand --yes 'Do it although much would go, or although it can''t be undone'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'clockify-addons;retention-sweep;erase'= {
            cand --workspace 'The workspace'
            cand --addon 'Of this add-on only; all when not given'
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand --dry-run 'Count, and change nothing'
            cand --yes 'Do it although much would go, or although it can''t be undone'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'clockify-addons;retention-sweep;help'= {
            cand hold 'Keep everything of a workspace, however old it is and whoever leaves'
            cand release 'End the hold of a workspace: what is due goes with the next sweep'
            cand holds 'List the workspaces on hold'
            cand erase 'Erase every row of a workspace, and end its installation'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'clockify-addons;retention-sweep;help;hold'= {
        }
        &'clockify-addons;retention-sweep;help;release'= {
        }
        &'clockify-addons;retention-sweep;help;holds'= {
        }
        &'clockify-addons;retention-sweep;help;erase'= {
        }
        &'clockify-addons;retention-sweep;help;help'= {
        }
        &'clockify-addons;secrets'= {
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand generate 'Print a new key for CLOCKIFY_ADDONS_SECRET_KEY'
            cand rotate 'Seal everything with the new key'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'clockify-addons;secrets;generate'= {
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'clockify-addons;secrets;rotate'= {
            cand --addon 'Of this add-on only; all when not given. A key file that add-ons share is not forgotten then'
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand --dry-run 'Count, and change nothing'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'clockify-addons;secrets;help'= {
            cand generate 'Print a new key for CLOCKIFY_ADDONS_SECRET_KEY'
            cand rotate 'Seal everything with the new key'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'clockify-addons;secrets;help;generate'= {
        }
        &'clockify-addons;secrets;help;rotate'= {
        }
        &'clockify-addons;secrets;help;help'= {
        }
        &'clockify-addons;sandbox'= {
            cand --addon 'To this add-on only; all when not given'
            cand --url 'Where it listens, if not on this machine''s port of its configuration; loopback only'
            cand --key-file 'The sandbox''s private key, made when missing'
            cand --interval 'Seconds between events after the first round'
            cand --api 'Run the REST API of the simulated Clockify on this port of 127.0.0.1; 0 takes a free one'
            cand --webhook-limit 'Webhooks that a manifest may carry'
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand --public-key 'Print the public key and end'
            cand --once 'Deliver every event once and end'
            cand --duplicates 'Send every delivery twice'
            cand --forgeries 'Send each forgery once, and fail if one is taken'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'clockify-addons;completions'= {
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'clockify-addons;man'= {
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'clockify-addons;generate'= {
            cand --root 'The repository'
            cand --format 'How results are written to standard output'
            cand --color 'When to use colours; NO_COLOR is obeyed too'
            cand --check 'Write nothing; fail when a file isn''t up to date'
            cand -q 'Say nothing on standard error but errors'
            cand --quiet 'Say nothing on standard error but errors'
            cand -v 'Say on standard error what is done and which statements databases are told, without values'
            cand --verbose 'Say on standard error what is done and which statements databases are told, without values'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'clockify-addons;help'= {
            cand serve 'Run one add-on or all three in this process'
            cand migrate 'Apply pending migrations, or say where the databases stand'
            cand backup 'Back up the databases, restore them, and practise that'
            cand health 'Ask the running servers, look at the whole set-up, or go through the production checklist'
            cand events 'List, show and follow the events that an add-on stored'
            cand flows 'List, check, import, try and switch the flows of a workspace, and look at their runs'
            cand replays 'Look at replays of events, and cancel them; `events replay` begins one'
            cand sources 'Register systems other than Clockify that deliver to /webhooks/custom/NAME'
            cand bootstrap 'Fetch the data of workspaces into the local cache, or go on where it stopped'
            cand catalogue 'Look up the operations of Clockify''s API, and import newer ones'
            cand config 'Show every setting with its origin, or check them all'
            cand manifest 'Print the manifest of an add-on as `GET /manifest` would answer'
            cand retention-sweep 'Remove rows that are older than they are to be kept, and erase workspaces that left'
            cand secrets 'Make the key that seals secrets in the database, or replace it'
            cand sandbox 'Install the add-ons that run on this machine and deliver signed events to them'
            cand completions 'Print completions for a shell'
            cand man 'Print a page for man'
            cand generate 'Write the generated files of the repository'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'clockify-addons;help;serve'= {
        }
        &'clockify-addons;help;migrate'= {
            cand up 'Apply what is pending (the default)'
            cand status 'Say what is applied and what is pending; changes nothing'
            cand plan 'Say what would be executed, and what of it is risky; changes nothing'
            cand check 'Say whether the applied migrations are still what they were; changes nothing'
            cand repair 'Note an applied migration as it is in this program'
            cand down 'Take back the last migrations of one add-on, with all that is in their tables'
            cand init 'Make the databases and roles of the add-ons on a PostgreSQL server'
        }
        &'clockify-addons;help;migrate;up'= {
        }
        &'clockify-addons;help;migrate;status'= {
        }
        &'clockify-addons;help;migrate;plan'= {
        }
        &'clockify-addons;help;migrate;check'= {
        }
        &'clockify-addons;help;migrate;repair'= {
        }
        &'clockify-addons;help;migrate;down'= {
        }
        &'clockify-addons;help;migrate;init'= {
        }
        &'clockify-addons;help;backup'= {
            cand create 'Make a backup (the default)'
            cand list 'What there is, the newest last'
            cand show 'One backup: its cut, its tables, and the keys that a restore needs'
            cand verify 'Read every byte of a backup again'
            cand restore 'Restore a backup, whole or in part, into the same engine or the other one'
            cand prune 'Remove backups that are no longer kept'
            cand pin 'Keep a backup until it is unpinned: `prune` never removes it'
            cand unpin 'Leave a backup to `prune` again'
            cand drill 'Restore a backup for practice, compare, and leave nothing behind'
        }
        &'clockify-addons;help;backup;create'= {
        }
        &'clockify-addons;help;backup;list'= {
        }
        &'clockify-addons;help;backup;show'= {
        }
        &'clockify-addons;help;backup;verify'= {
        }
        &'clockify-addons;help;backup;restore'= {
        }
        &'clockify-addons;help;backup;prune'= {
        }
        &'clockify-addons;help;backup;pin'= {
        }
        &'clockify-addons;help;backup;unpin'= {
        }
        &'clockify-addons;help;backup;drill'= {
        }
        &'clockify-addons;help;health'= {
        }
        &'clockify-addons;help;events'= {
            cand list 'The newest events first, a page at a time'
            cand show 'One event with its headers and body'
            cand replay 'One event, or all that fit, through the flows again'
            cand coverage 'How each event reaches the add-on, and if it doesn''t, why'
            cand tail 'New events as they arrive, until Ctrl-C'
        }
        &'clockify-addons;help;events;list'= {
        }
        &'clockify-addons;help;events;show'= {
        }
        &'clockify-addons;help;events;replay'= {
        }
        &'clockify-addons;help;events;coverage'= {
        }
        &'clockify-addons;help;events;tail'= {
        }
        &'clockify-addons;help;flows'= {
            cand list 'The flows, by name'
            cand show 'One flow with its document'
            cand validate 'Every mistake in a document, without a database'
            cand import 'Store a document, an export, or a flow of the Python system'
            cand export 'A flow without what belongs to its workspace'
            cand test 'What a flow would do: nothing is changed, writes are shown'
            cand runs 'The newest runs'
            cand run 'One run with its steps'
            cand retry 'Try a run again that failed or was cancelled, from the step that failed'
            cand cancel 'Put an end to a run'
            cand enable 'Let events start a flow'
            cand disable 'Keep events from starting a flow, and cancel what waits'
            cand hold 'Keep a flow''s runs back'
            cand resume 'Let a flow''s runs go on, the oldest first'
            cand delete 'Delete a flow and cancel what waits; its runs stay'
            cand secrets 'Secrets for steps that call other systems'
            cand templates 'Flows that are ready to be used'
        }
        &'clockify-addons;help;flows;list'= {
        }
        &'clockify-addons;help;flows;show'= {
        }
        &'clockify-addons;help;flows;validate'= {
        }
        &'clockify-addons;help;flows;import'= {
        }
        &'clockify-addons;help;flows;export'= {
        }
        &'clockify-addons;help;flows;test'= {
        }
        &'clockify-addons;help;flows;runs'= {
        }
        &'clockify-addons;help;flows;run'= {
        }
        &'clockify-addons;help;flows;retry'= {
        }
        &'clockify-addons;help;flows;cancel'= {
        }
        &'clockify-addons;help;flows;enable'= {
        }
        &'clockify-addons;help;flows;disable'= {
        }
        &'clockify-addons;help;flows;hold'= {
        }
        &'clockify-addons;help;flows;resume'= {
        }
        &'clockify-addons;help;flows;delete'= {
        }
        &'clockify-addons;help;flows;secrets'= {
            cand set 'Set a secret, or give it another value'
            cand list 'The names; values are never shown again'
            cand remove 'Remove a secret; steps that use it fail from then on'
        }
        &'clockify-addons;help;flows;secrets;set'= {
        }
        &'clockify-addons;help;flows;secrets;list'= {
        }
        &'clockify-addons;help;flows;secrets;remove'= {
        }
        &'clockify-addons;help;flows;templates'= {
            cand list 'All that fit the add-on'
            cand show 'One with its inputs and its document'
            cand use 'Make a flow of one'
        }
        &'clockify-addons;help;flows;templates;list'= {
        }
        &'clockify-addons;help;flows;templates;show'= {
        }
        &'clockify-addons;help;flows;templates;use'= {
        }
        &'clockify-addons;help;replays'= {
            cand list 'The newest replays first'
            cand show 'One replay: how far it is, and what became of its runs'
            cand cancel 'Stop a replay, and cancel its runs that wait'
        }
        &'clockify-addons;help;replays;list'= {
        }
        &'clockify-addons;help;replays;show'= {
        }
        &'clockify-addons;help;replays;cancel'= {
        }
        &'clockify-addons;help;sources'= {
            cand add 'Register a source'
            cand list 'List the sources; secrets are never shown again'
            cand rotate 'Give a source a new secret'
            cand remove 'Remove a source; its events stay'
        }
        &'clockify-addons;help;sources;add'= {
        }
        &'clockify-addons;help;sources;list'= {
        }
        &'clockify-addons;help;sources;rotate'= {
        }
        &'clockify-addons;help;sources;remove'= {
        }
        &'clockify-addons;help;bootstrap'= {
        }
        &'clockify-addons;help;catalogue'= {
            cand list 'The operations, or those that fit, the best first'
            cand show 'One operation with its parameters and its body'
            cand import 'Make a table of an OpenAPI 3 file, JSON or YAML'
        }
        &'clockify-addons;help;catalogue;list'= {
        }
        &'clockify-addons;help;catalogue;show'= {
        }
        &'clockify-addons;help;catalogue;import'= {
        }
        &'clockify-addons;help;config'= {
            cand show 'Every setting, its value and its origin'
            cand check 'Whether the settings make sense, for one add-on or all'
        }
        &'clockify-addons;help;config;show'= {
        }
        &'clockify-addons;help;config;check'= {
        }
        &'clockify-addons;help;manifest'= {
        }
        &'clockify-addons;help;retention-sweep'= {
            cand hold 'Keep everything of a workspace, however old it is and whoever leaves'
            cand release 'End the hold of a workspace: what is due goes with the next sweep'
            cand holds 'List the workspaces on hold'
            cand erase 'Erase every row of a workspace, and end its installation'
        }
        &'clockify-addons;help;retention-sweep;hold'= {
        }
        &'clockify-addons;help;retention-sweep;release'= {
        }
        &'clockify-addons;help;retention-sweep;holds'= {
        }
        &'clockify-addons;help;retention-sweep;erase'= {
        }
        &'clockify-addons;help;secrets'= {
            cand generate 'Print a new key for CLOCKIFY_ADDONS_SECRET_KEY'
            cand rotate 'Seal everything with the new key'
        }
        &'clockify-addons;help;secrets;generate'= {
        }
        &'clockify-addons;help;secrets;rotate'= {
        }
        &'clockify-addons;help;sandbox'= {
        }
        &'clockify-addons;help;completions'= {
        }
        &'clockify-addons;help;man'= {
        }
        &'clockify-addons;help;generate'= {
        }
        &'clockify-addons;help;help'= {
        }
    ]
    $completions[$command]
}
