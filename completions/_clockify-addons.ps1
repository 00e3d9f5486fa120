
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'clockify-addons' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'clockify-addons'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'clockify-addons' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('serve', 'serve', [CompletionResultType]::ParameterValue, 'Run one add-on or all three in this process')
            [CompletionResult]::new('migrate', 'migrate', [CompletionResultType]::ParameterValue, 'Apply pending migrations, or say where the databases stand')
            [CompletionResult]::new('backup', 'backup', [CompletionResultType]::ParameterValue, 'Back up the databases, restore them, and practise that')
            [CompletionResult]::new('health', 'health', [CompletionResultType]::ParameterValue, 'Ask the running servers, look at the whole set-up, or go through the production checklist')
            [CompletionResult]::new('events', 'events', [CompletionResultType]::ParameterValue, 'List, show and follow the events that an add-on stored')
            [CompletionResult]::new('flows', 'flows', [CompletionResultType]::ParameterValue, 'List, check, import, try and switch the flows of a workspace, and look at their runs')
            [CompletionResult]::new('replays', 'replays', [CompletionResultType]::ParameterValue, 'Look at replays of events, and cancel them; `events replay` begins one')
            [CompletionResult]::new('sources', 'sources', [CompletionResultType]::ParameterValue, 'Register systems other than Clockify that deliver to /webhooks/custom/NAME')
            [CompletionResult]::new('bootstrap', 'bootstrap', [CompletionResultType]::ParameterValue, 'Fetch the data of workspaces into the local cache, or go on where it stopped')
            [CompletionResult]::new('catalogue', 'catalogue', [CompletionResultType]::ParameterValue, 'Look up the operations of Clockify''s API, and import newer ones')
            [CompletionResult]::new('config', 'config', [CompletionResultType]::ParameterValue, 'Show every setting with its origin, or check them all')
            [CompletionResult]::new('manifest', 'manifest', [CompletionResultType]::ParameterValue, 'Print the manifest of an add-on as `GET /manifest` would answer')
            [CompletionResult]::new('retention-sweep', 'retention-sweep', [CompletionResultType]::ParameterValue, 'Remove rows that are older than they are to be kept, and erase workspaces that left')
            [CompletionResult]::new('secrets', 'secrets', [CompletionResultType]::ParameterValue, 'Make the key that seals secrets in the database, or replace it')
            [CompletionResult]::new('sandbox', 'sandbox', [CompletionResultType]::ParameterValue, 'Install the add-ons that run on this machine and deliver signed events to them')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print completions for a shell')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print a page for man')
            [CompletionResult]::new('generate', 'generate', [CompletionResultType]::ParameterValue, 'Write the generated files of the repository')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'clockify-addons;serve' {
            [CompletionResult]::new('--addon', '--addon', [CompletionResultType]::ParameterName, 'api-studio, universal-webhook, clockify-addon or all (the default)')
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'Address to listen on [env: HOST]')
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'Port to listen on, for one add-on; 0 takes a free one')
            [CompletionResult]::new('--sandbox-api', '--sandbox-api', [CompletionResultType]::ParameterName, 'Port of the simulated Clockify''s REST API on 127.0.0.1; 0 takes a free one')
            [CompletionResult]::new('--sandbox-page', '--sandbox-page', [CompletionResultType]::ParameterName, 'Port of the simulated Clockify''s page on 127.0.0.1, with the add-ons in it; 0 takes a free one')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Start a simulated Clockify that installs the add-ons and delivers events')
            [CompletionResult]::new('--sandbox-quiet', '--sandbox-quiet', [CompletionResultType]::ParameterName, 'Deliver no events but those of what is done in the simulated Clockify')
            [CompletionResult]::new('--no-migrate', '--no-migrate', [CompletionResultType]::ParameterName, 'Don''t apply pending migrations; until they are applied the add-ons are not ready')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'clockify-addons;migrate' {
            [CompletionResult]::new('--addon', '--addon', [CompletionResultType]::ParameterName, 'Of this add-on only; all when not given')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('up', 'up', [CompletionResultType]::ParameterValue, 'Apply what is pending (the default)')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Say what is applied and what is pending; changes nothing')
            [CompletionResult]::new('plan', 'plan', [CompletionResultType]::ParameterValue, 'Say what would be executed, and what of it is risky; changes nothing')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Say whether the applied migrations are still what they were; changes nothing')
            [CompletionResult]::new('repair', 'repair', [CompletionResultType]::ParameterValue, 'Note an applied migration as it is in this program')
            [CompletionResult]::new('down', 'down', [CompletionResultType]::ParameterValue, 'Take back the last migrations of one add-on, with all that is in their tables')
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Make the databases and roles of the add-ons on a PostgreSQL server')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'clockify-addons;migrate;up' {
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for who migrates or uses a table, in seconds')
            [CompletionResult]::new('--require-backup', '--require-backup', [CompletionResultType]::ParameterName, 'Apply nothing without a verified backup that is no older, in hours; 0 asks for none. When not given, 24 where a migration removes data')
            [CompletionResult]::new('--addon', '--addon', [CompletionResultType]::ParameterName, 'Of this add-on only; all when not given')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('--allow-out-of-order', '--allow-out-of-order', [CompletionResultType]::ParameterName, 'Apply a migration also where one that comes after it was applied before')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what is pending, and change nothing; `plan` says more')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'clockify-addons;migrate;status' {
            [CompletionResult]::new('--addon', '--addon', [CompletionResultType]::ParameterName, 'Of this add-on only; all when not given')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('--exit-code', '--exit-code', [CompletionResultType]::ParameterName, 'Exit with 4 when something is pending, 78 when a database is newer than this program')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'clockify-addons;migrate;plan' {
            [CompletionResult]::new('--addon', '--addon', [CompletionResultType]::ParameterName, 'Of this add-on only; all when not given')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('--sql', '--sql', [CompletionResultType]::ParameterName, 'Show the statements, as a script for the database''s own shell')
            [CompletionResult]::new('--exit-code', '--exit-code', [CompletionResultType]::ParameterName, 'Exit with 4 when something is pending')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'clockify-addons;migrate;check' {
            [CompletionResult]::new('--addon', '--addon', [CompletionResultType]::ParameterName, 'Of this add-on only; all when not given')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'clockify-addons;migrate;repair' {
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Name of the migration, as `migrate check` tells it')
            [CompletionResult]::new('--addon', '--addon', [CompletionResultType]::ParameterName, 'Of this add-on only; all when not given')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Really do it')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be changed, and change nothing')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'clockify-addons;migrate;down' {
            [CompletionResult]::new('--steps', '--steps', [CompletionResultType]::ParameterName, 'How many')
            [CompletionResult]::new('--confirm', '--confirm', [CompletionResultType]::ParameterName, 'Name of the database, where it is on another machine')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'How long to wait for who migrates or uses a table, in seconds')
            [CompletionResult]::new('--addon', '--addon', [CompletionResultType]::ParameterName, 'Of this add-on only; all when not given')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Really do it')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show the statements, and change nothing')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'clockify-addons;migrate;init' {
            [CompletionResult]::new('--admin-url', '--admin-url', [CompletionResultType]::ParameterName, 'The server, and a role that may create databases and roles; without a password')
            [CompletionResult]::new('--admin-password-file', '--admin-password-file', [CompletionResultType]::ParameterName, 'File with that role''s password')
            [CompletionResult]::new('--secrets', '--secrets', [CompletionResultType]::ParameterName, 'Folder for the addresses with their passwords and for the key of secrets')
            [CompletionResult]::new('--addon', '--addon', [CompletionResultType]::ParameterName, 'Of this add-on only; all when not given')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('--app-migrates', '--app-migrates', [CompletionResultType]::ParameterName, 'Let the server''s role migrate too, so that `serve` can')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Print the statements without passwords, and change nothing')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'clockify-addons;migrate;help' {
            [CompletionResult]::new('up', 'up', [CompletionResultType]::ParameterValue, 'Apply what is pending (the default)')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Say what is applied and what is pending; changes nothing')
            [CompletionResult]::new('plan', 'plan', [CompletionResultType]::ParameterValue, 'Say what would be executed, and what of it is risky; changes nothing')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Say whether the applied migrations are still what they were; changes nothing')
            [CompletionResult]::new('repair', 'repair', [CompletionResultType]::ParameterValue, 'Note an applied migration as it is in this program')
            [CompletionResult]::new('down', 'down', [CompletionResultType]::ParameterValue, 'Take back the last migrations of one add-on, with all that is in their tables')
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Make the databases and roles of the add-ons on a PostgreSQL server')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'clockify-addons;migrate;help;up' {
            break
        }
        'clockify-addons;migrate;help;status' {
            break
        }
        'clockify-addons;migrate;help;plan' {
            break
        }
        'clockify-addons;migrate;help;check' {
            break
        }
        'clockify-addons;migrate;help;repair' {
            break
        }
        'clockify-addons;migrate;help;down' {
            break
        }
        'clockify-addons;migrate;help;init' {
            break
        }
        'clockify-addons;migrate;help;help' {
            break
        }
        'clockify-addons;backup' {
            [CompletionResult]::new('--folder', '--folder', [CompletionResultType]::ParameterName, 'The folder of the backups, or `s3://bucket/prefix` [env: CLOCKIFY_ADDONS_BACKUP_DIR]')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'The folder of the backups, or `s3://bucket/prefix` [env: CLOCKIFY_ADDONS_BACKUP_DIR]')
            [CompletionResult]::new('--addon', '--addon', [CompletionResultType]::ParameterName, 'Of this add-on only; may be given several times; all when not given')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'Whether to draw what is worked on; only ever on a terminal')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Make a backup (the default)')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'What there is, the newest last')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'One backup: its cut, its tables, and the keys that a restore needs')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Read every byte of a backup again')
            [CompletionResult]::new('restore', 'restore', [CompletionResultType]::ParameterValue, 'Restore a backup, whole or in part, into the same engine or the other one')
            [CompletionResult]::new('prune', 'prune', [CompletionResultType]::ParameterValue, 'Remove backups that are no longer kept')
            [CompletionResult]::new('pin', 'pin', [CompletionResultType]::ParameterValue, 'Keep a backup until it is unpinned: `prune` never removes it')
            [CompletionResult]::new('unpin', 'unpin', [CompletionResultType]::ParameterValue, 'Leave a backup to `prune` again')
            [CompletionResult]::new('drill', 'drill', [CompletionResultType]::ParameterValue, 'Restore a backup for practice, compare, and leave nothing behind')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'clockify-addons;backup;create' {
            [CompletionResult]::new('--archive', '--archive', [CompletionResultType]::ParameterName, 'In which form: `portable` lines for either engine, or `native`, what pg_dump makes or a SQLite file')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write the backup to standard output, as a tar archive, instead of to its place')
            [CompletionResult]::new('--recipient', '--recipient', [CompletionResultType]::ParameterName, 'Encrypt it for the owner of this public key of age; may be given several times [env: CLOCKIFY_ADDONS_BACKUP_AGE_RECIPIENTS]')
            [CompletionResult]::new('--recipients-file', '--recipients-file', [CompletionResultType]::ParameterName, 'Encrypt it for the public keys in this file, one a line [env: CLOCKIFY_ADDONS_BACKUP_AGE_RECIPIENTS_FILE]')
            [CompletionResult]::new('--textfile', '--textfile', [CompletionResultType]::ParameterName, 'Write metrics of the run to this folder, for the textfile collector of node exporter')
            [CompletionResult]::new('--ping-url', '--ping-url', [CompletionResultType]::ParameterName, 'Call this address when the run begins and, with its exit code, when it ends, as healthchecks.io expects it')
            [CompletionResult]::new('--before', '--before', [CompletionResultType]::ParameterName, 'Run this by `sh -c` first; if it fails, no backup is made')
            [CompletionResult]::new('--after', '--after', [CompletionResultType]::ParameterName, 'Run this by `sh -c` when the backup is made; if it fails, the exit code is 3')
            [CompletionResult]::new('--on-failure', '--on-failure', [CompletionResultType]::ParameterName, 'Run this by `sh -c` when no backup was made')
            [CompletionResult]::new('--hook-timeout', '--hook-timeout', [CompletionResultType]::ParameterName, 'Longest that each of these commands may take, in seconds')
            [CompletionResult]::new('--folder', '--folder', [CompletionResultType]::ParameterName, 'The folder of the backups, or `s3://bucket/prefix` [env: CLOCKIFY_ADDONS_BACKUP_DIR]')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'The folder of the backups, or `s3://bucket/prefix` [env: CLOCKIFY_ADDONS_BACKUP_DIR]')
            [CompletionResult]::new('--addon', '--addon', [CompletionResultType]::ParameterName, 'Of this add-on only; may be given several times; all when not given')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'Whether to draw what is worked on; only ever on a terminal')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('--no-space-check', '--no-space-check', [CompletionResultType]::ParameterName, 'Don''t look first whether there is room')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be backed up, and write nothing')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'clockify-addons;backup;list' {
            [CompletionResult]::new('--folder', '--folder', [CompletionResultType]::ParameterName, 'The folder of the backups, or `s3://bucket/prefix` [env: CLOCKIFY_ADDONS_BACKUP_DIR]')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'The folder of the backups, or `s3://bucket/prefix` [env: CLOCKIFY_ADDONS_BACKUP_DIR]')
            [CompletionResult]::new('--addon', '--addon', [CompletionResultType]::ParameterName, 'Of this add-on only; may be given several times; all when not given')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'Whether to draw what is worked on; only ever on a terminal')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'clockify-addons;backup;show' {
            [CompletionResult]::new('--folder', '--folder', [CompletionResultType]::ParameterName, 'The folder of the backups, or `s3://bucket/prefix` [env: CLOCKIFY_ADDONS_BACKUP_DIR]')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'The folder of the backups, or `s3://bucket/prefix` [env: CLOCKIFY_ADDONS_BACKUP_DIR]')
            [CompletionResult]::new('--addon', '--addon', [CompletionResultType]::ParameterName, 'Of this add-on only; may be given several times; all when not given')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'Whether to draw what is worked on; only ever on a terminal')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'clockify-addons;backup;verify' {
            [CompletionResult]::new('--identity', '--identity', [CompletionResultType]::ParameterName, 'File with the secret key of age that opens an encrypted backup; may be given several times')
            [CompletionResult]::new('--folder', '--folder', [CompletionResultType]::ParameterName, 'The folder of the backups, or `s3://bucket/prefix` [env: CLOCKIFY_ADDONS_BACKUP_DIR]')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'The folder of the backups, or `s3://bucket/prefix` [env: CLOCKIFY_ADDONS_BACKUP_DIR]')
            [CompletionResult]::new('--addon', '--addon', [CompletionResultType]::ParameterName, 'Of this add-on only; may be given several times; all when not given')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'Whether to draw what is worked on; only ever on a terminal')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'All of them')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'clockify-addons;backup;restore' {
            [CompletionResult]::new('--table', '--table', [CompletionResultType]::ParameterName, 'This table only; may be given several times')
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'Rows of this workspace only')
            [CompletionResult]::new('--into', '--into', [CompletionResultType]::ParameterName, 'Into this database instead of the configured one; of one add-on. Without a password: that belongs in PGPASSFILE')
            [CompletionResult]::new('--identity', '--identity', [CompletionResultType]::ParameterName, 'File with the secret key of age that opens an encrypted backup; may be given several times')
            [CompletionResult]::new('--folder', '--folder', [CompletionResultType]::ParameterName, 'The folder of the backups, or `s3://bucket/prefix` [env: CLOCKIFY_ADDONS_BACKUP_DIR]')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'The folder of the backups, or `s3://bucket/prefix` [env: CLOCKIFY_ADDONS_BACKUP_DIR]')
            [CompletionResult]::new('--addon', '--addon', [CompletionResultType]::ParameterName, 'Of this add-on only; may be given several times; all when not given')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'Whether to draw what is worked on; only ever on a terminal')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('--replace', '--replace', [CompletionResultType]::ParameterName, 'Remove what is in the way')
            [CompletionResult]::new('--merge', '--merge', [CompletionResultType]::ParameterName, 'Of tables or a workspace: leave what is there as it is, and add what is missing')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'With --replace: yes, lose what is there')
            [CompletionResult]::new('--without-keys', '--without-keys', [CompletionResultType]::ParameterName, 'Restore even if what is sealed can''t be opened')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Read and check everything, and change nothing')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'clockify-addons;backup;prune' {
            [CompletionResult]::new('--keep', '--keep', [CompletionResultType]::ParameterName, 'How many of each kind [env: CLOCKIFY_ADDONS_BACKUP_KEEP]')
            [CompletionResult]::new('--folder', '--folder', [CompletionResultType]::ParameterName, 'The folder of the backups, or `s3://bucket/prefix` [env: CLOCKIFY_ADDONS_BACKUP_DIR]')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'The folder of the backups, or `s3://bucket/prefix` [env: CLOCKIFY_ADDONS_BACKUP_DIR]')
            [CompletionResult]::new('--addon', '--addon', [CompletionResultType]::ParameterName, 'Of this add-on only; may be given several times; all when not given')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'Whether to draw what is worked on; only ever on a terminal')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would go, and remove nothing')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'clockify-addons;backup;pin' {
            [CompletionResult]::new('--reason', '--reason', [CompletionResultType]::ParameterName, 'Why, for whoever wonders later')
            [CompletionResult]::new('--folder', '--folder', [CompletionResultType]::ParameterName, 'The folder of the backups, or `s3://bucket/prefix` [env: CLOCKIFY_ADDONS_BACKUP_DIR]')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'The folder of the backups, or `s3://bucket/prefix` [env: CLOCKIFY_ADDONS_BACKUP_DIR]')
            [CompletionResult]::new('--addon', '--addon', [CompletionResultType]::ParameterName, 'Of this add-on only; may be given several times; all when not given')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'Whether to draw what is worked on; only ever on a terminal')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be kept, and note nothing')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'clockify-addons;backup;unpin' {
            [CompletionResult]::new('--folder', '--folder', [CompletionResultType]::ParameterName, 'The folder of the backups, or `s3://bucket/prefix` [env: CLOCKIFY_ADDONS_BACKUP_DIR]')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'The folder of the backups, or `s3://bucket/prefix` [env: CLOCKIFY_ADDONS_BACKUP_DIR]')
            [CompletionResult]::new('--addon', '--addon', [CompletionResultType]::ParameterName, 'Of this add-on only; may be given several times; all when not given')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'Whether to draw what is worked on; only ever on a terminal')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be left, and note nothing')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'clockify-addons;backup;drill' {
            [CompletionResult]::new('--identity', '--identity', [CompletionResultType]::ParameterName, 'File with the secret key of age that opens an encrypted backup; may be given several times')
            [CompletionResult]::new('--folder', '--folder', [CompletionResultType]::ParameterName, 'The folder of the backups, or `s3://bucket/prefix` [env: CLOCKIFY_ADDONS_BACKUP_DIR]')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'The folder of the backups, or `s3://bucket/prefix` [env: CLOCKIFY_ADDONS_BACKUP_DIR]')
            [CompletionResult]::new('--addon', '--addon', [CompletionResultType]::ParameterName, 'Of this add-on only; may be given several times; all when not given')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'Whether to draw what is worked on; only ever on a terminal')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('--without-keys', '--without-keys', [CompletionResultType]::ParameterName, 'Practise even if what is sealed can''t be opened')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'clockify-addons;backup;help' {
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Make a backup (the default)')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'What there is, the newest last')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'One backup: its cut, its tables, and the keys that a restore needs')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Read every byte of a backup again')
            [CompletionResult]::new('restore', 'restore', [CompletionResultType]::ParameterValue, 'Restore a backup, whole or in part, into the same engine or the other one')
            [CompletionResult]::new('prune', 'prune', [CompletionResultType]::ParameterValue, 'Remove backups that are no longer kept')
            [CompletionResult]::new('pin', 'pin', [CompletionResultType]::ParameterValue, 'Keep a backup until it is unpinned: `prune` never removes it')
            [CompletionResult]::new('unpin', 'unpin', [CompletionResultType]::ParameterValue, 'Leave a backup to `prune` again')
            [CompletionResult]::new('drill', 'drill', [CompletionResultType]::ParameterValue, 'Restore a backup for practice, compare, and leave nothing behind')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'clockify-addons;backup;help;create' {
            break
        }
        'clockify-addons;backup;help;list' {
            break
        }
        'clockify-addons;backup;help;show' {
            break
        }
        'clockify-addons;backup;help;verify' {
            break
        }
        'clockify-addons;backup;help;restore' {
            break
        }
        'clockify-addons;backup;help;prune' {
            break
        }
        'clockify-addons;backup;help;pin' {
            break
        }
        'clockify-addons;backup;help;unpin' {
            break
        }
        'clockify-addons;backup;help;drill' {
            break
        }
        'clockify-addons;backup;help;help' {
            break
        }
        'clockify-addons;health' {
            [CompletionResult]::new('--addon', '--addon', [CompletionResultType]::ParameterName, 'Of this add-on only; all when not given')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'Ask here in place of where the settings say that servers listen')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long the servers may take altogether, in seconds')
            [CompletionResult]::new('--max-transaction', '--max-transaction', [CompletionResultType]::ParameterName, 'Age of an open transaction that is a finding, in seconds')
            [CompletionResult]::new('--min-room', '--min-room', [CompletionResultType]::ParameterName, 'Room that has to be free on disks, in MiB')
            [CompletionResult]::new('--clockify-url', '--clockify-url', [CompletionResultType]::ParameterName, 'Ask Clockify whether it can be reached at this address, in place of the configured ones')
            [CompletionResult]::new('--backups', '--backups', [CompletionResultType]::ParameterName, 'Where backups are kept [env: CLOCKIFY_ADDONS_BACKUP_DIR]')
            [CompletionResult]::new('--max-backup-age', '--max-backup-age', [CompletionResultType]::ParameterName, 'Age of the newest backup that is a finding, in hours')
            [CompletionResult]::new('--max-drill-age', '--max-drill-age', [CompletionResultType]::ParameterName, 'Age of the last rehearsed restore that is a finding, in days; 8 with --deep, 35 with --production')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('--deep', '--deep', [CompletionResultType]::ParameterName, 'Look at settings, files, keys, databases and room; needs no server')
            [CompletionResult]::new('--production', '--production', [CompletionResultType]::ParameterName, 'Go through the production checklist of the deployment guide')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Exit with 1 for warnings too')
            [CompletionResult]::new('--findings', '--findings', [CompletionResultType]::ParameterName, 'Show only what isn''t as it should be')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Don''t ask Clockify, or the add-ons at their public addresses, whether they can be reached')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'clockify-addons;events' {
            [CompletionResult]::new('--addon', '--addon', [CompletionResultType]::ParameterName, 'Of which add-on')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'The newest events first, a page at a time')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'One event with its headers and body')
            [CompletionResult]::new('replay', 'replay', [CompletionResultType]::ParameterValue, 'One event, or all that fit, through the flows again')
            [CompletionResult]::new('coverage', 'coverage', [CompletionResultType]::ParameterValue, 'How each event reaches the add-on, and if it doesn''t, why')
            [CompletionResult]::new('tail', 'tail', [CompletionResultType]::ParameterValue, 'New events as they arrive, until Ctrl-C')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'clockify-addons;events;list' {
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'Of this workspace only')
            [CompletionResult]::new('--type', '--type', [CompletionResultType]::ParameterName, 'Of this type; may be given again')
            [CompletionResult]::new('--source', '--source', [CompletionResultType]::ParameterName, 'From Clockify or from custom sources')
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Received since: a time (2026-01-31T12:00:00Z) or an age (30m, 2h, 7d)')
            [CompletionResult]::new('--until', '--until', [CompletionResultType]::ParameterName, 'Received before: a time or an age')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'How many')
            [CompletionResult]::new('--before', '--before', [CompletionResultType]::ParameterName, 'The next page: events older than this one')
            [CompletionResult]::new('--addon', '--addon', [CompletionResultType]::ParameterName, 'Of which add-on')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('--unique', '--unique', [CompletionResultType]::ParameterName, 'Leave out events that repeat another')
            [CompletionResult]::new('--by-type', '--by-type', [CompletionResultType]::ParameterName, 'Count by type instead of listing')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'clockify-addons;events;show' {
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'Of this workspace only')
            [CompletionResult]::new('--addon', '--addon', [CompletionResultType]::ParameterName, 'Of which add-on')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'clockify-addons;events;replay' {
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'In which workspace; needed where more than one has the add-on')
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Received since: a time or an age (30m, 2h, 7d)')
            [CompletionResult]::new('--until', '--until', [CompletionResultType]::ParameterName, 'Received before: a time or an age')
            [CompletionResult]::new('--type', '--type', [CompletionResultType]::ParameterName, 'Of this type; may be given again')
            [CompletionResult]::new('--source', '--source', [CompletionResultType]::ParameterName, 'From clockify, or from the custom source of this name')
            [CompletionResult]::new('--state', '--state', [CompletionResultType]::ParameterName, 'Only where the flow''s latest run for the event is in this state; may be given again')
            [CompletionResult]::new('--flow', '--flow', [CompletionResultType]::ParameterName, 'Only through this flow, its id or name; may be given again')
            [CompletionResult]::new('--rate', '--rate', [CompletionResultType]::ParameterName, 'Events per second, 1 to 1000')
            [CompletionResult]::new('--addon', '--addon', [CompletionResultType]::ParameterName, 'Of which add-on')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Every event of the log')
            [CompletionResult]::new('--original', '--original', [CompletionResultType]::ParameterName, 'In the version that ran when the event came, not in the one that counts now')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say how many it would be, and begin nothing')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'clockify-addons;events;coverage' {
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'Of this workspace only')
            [CompletionResult]::new('--addon', '--addon', [CompletionResultType]::ParameterName, 'Of which add-on')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'clockify-addons;events;tail' {
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'Of this workspace only')
            [CompletionResult]::new('--type', '--type', [CompletionResultType]::ParameterName, 'Of this type; may be given again')
            [CompletionResult]::new('--source', '--source', [CompletionResultType]::ParameterName, 'From Clockify or from custom sources')
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Received since: a time (2026-01-31T12:00:00Z) or an age (30m, 2h, 7d)')
            [CompletionResult]::new('--until', '--until', [CompletionResultType]::ParameterName, 'Received before: a time or an age')
            [CompletionResult]::new('--addon', '--addon', [CompletionResultType]::ParameterName, 'Of which add-on')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('--unique', '--unique', [CompletionResultType]::ParameterName, 'Leave out events that repeat another')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'clockify-addons;events;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'The newest events first, a page at a time')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'One event with its headers and body')
            [CompletionResult]::new('replay', 'replay', [CompletionResultType]::ParameterValue, 'One event, or all that fit, through the flows again')
            [CompletionResult]::new('coverage', 'coverage', [CompletionResultType]::ParameterValue, 'How each event reaches the add-on, and if it doesn''t, why')
            [CompletionResult]::new('tail', 'tail', [CompletionResultType]::ParameterValue, 'New events as they arrive, until Ctrl-C')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'clockify-addons;events;help;list' {
            break
        }
        'clockify-addons;events;help;show' {
            break
        }
        'clockify-addons;events;help;replay' {
            break
        }
        'clockify-addons;events;help;coverage' {
            break
        }
        'clockify-addons;events;help;tail' {
            break
        }
        'clockify-addons;events;help;help' {
            break
        }
        'clockify-addons;flows' {
            [CompletionResult]::new('--addon', '--addon', [CompletionResultType]::ParameterName, 'Of which add-on')
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'In which workspace; needed where more than one has the add-on')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be changed, and change nothing')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'The flows, by name')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'One flow with its document')
            [CompletionResult]::new('validate', 'validate', [CompletionResultType]::ParameterValue, 'Every mistake in a document, without a database')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Store a document, an export, or a flow of the Python system')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'A flow without what belongs to its workspace')
            [CompletionResult]::new('test', 'test', [CompletionResultType]::ParameterValue, 'What a flow would do: nothing is changed, writes are shown')
            [CompletionResult]::new('runs', 'runs', [CompletionResultType]::ParameterValue, 'The newest runs')
            [CompletionResult]::new('run', 'run', [CompletionResultType]::ParameterValue, 'One run with its steps')
            [CompletionResult]::new('retry', 'retry', [CompletionResultType]::ParameterValue, 'Try a run again that failed or was cancelled, from the step that failed')
            [CompletionResult]::new('cancel', 'cancel', [CompletionResultType]::ParameterValue, 'Put an end to a run')
            [CompletionResult]::new('enable', 'enable', [CompletionResultType]::ParameterValue, 'Let events start a flow')
            [CompletionResult]::new('disable', 'disable', [CompletionResultType]::ParameterValue, 'Keep events from starting a flow, and cancel what waits')
            [CompletionResult]::new('hold', 'hold', [CompletionResultType]::ParameterValue, 'Keep a flow''s runs back')
            [CompletionResult]::new('resume', 'resume', [CompletionResultType]::ParameterValue, 'Let a flow''s runs go on, the oldest first')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Delete a flow and cancel what waits; its runs stay')
            [CompletionResult]::new('secrets', 'secrets', [CompletionResultType]::ParameterValue, 'Secrets for steps that call other systems')
            [CompletionResult]::new('templates', 'templates', [CompletionResultType]::ParameterValue, 'Flows that are ready to be used')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'clockify-addons;flows;list' {
            [CompletionResult]::new('--addon', '--addon', [CompletionResultType]::ParameterName, 'Of which add-on')
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'In which workspace; needed where more than one has the add-on')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be changed, and change nothing')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'clockify-addons;flows;show' {
            [CompletionResult]::new('--at', '--at', [CompletionResultType]::ParameterName, 'Of this version, not of the one that counts')
            [CompletionResult]::new('--addon', '--addon', [CompletionResultType]::ParameterName, 'Of which add-on')
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'In which workspace; needed where more than one has the add-on')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be changed, and change nothing')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'clockify-addons;flows;validate' {
            [CompletionResult]::new('--addon', '--addon', [CompletionResultType]::ParameterName, 'Of which add-on')
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'In which workspace; needed where more than one has the add-on')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be changed, and change nothing')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'clockify-addons;flows;import' {
            [CompletionResult]::new('--input', '--input', [CompletionResultType]::ParameterName, 'What to put in the place of an input of an export; may be given again')
            [CompletionResult]::new('--addon', '--addon', [CompletionResultType]::ParameterName, 'Of which add-on')
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'In which workspace; needed where more than one has the add-on')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('--enable', '--enable', [CompletionResultType]::ParameterName, 'Let events start it at once')
            [CompletionResult]::new('--replace', '--replace', [CompletionResultType]::ParameterName, 'Save it as a new version of the flow of its name, if there is one')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be changed, and change nothing')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'clockify-addons;flows;export' {
            [CompletionResult]::new('--addon', '--addon', [CompletionResultType]::ParameterName, 'Of which add-on')
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'In which workspace; needed where more than one has the add-on')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be changed, and change nothing')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'clockify-addons;flows;test' {
            [CompletionResult]::new('--file', '--file', [CompletionResultType]::ParameterName, 'A document that isn''t stored, or `-` for standard input')
            [CompletionResult]::new('--event', '--event', [CompletionResultType]::ParameterName, 'On this event of the log')
            [CompletionResult]::new('--payload', '--payload', [CompletionResultType]::ParameterName, 'On the payload in this file')
            [CompletionResult]::new('--answers', '--answers', [CompletionResultType]::ParameterName, 'What operations answer, by their names, in place of asking Clockify')
            [CompletionResult]::new('--addon', '--addon', [CompletionResultType]::ParameterName, 'Of which add-on')
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'In which workspace; needed where more than one has the add-on')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Of the simulated Clockify of `serve --sandbox`, which is on this machine')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be changed, and change nothing')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'clockify-addons;flows;runs' {
            [CompletionResult]::new('--flow', '--flow', [CompletionResultType]::ParameterName, 'Of this flow: its id or name')
            [CompletionResult]::new('--state', '--state', [CompletionResultType]::ParameterName, 'In this state: queued, waiting, running, held, succeeded, filtered, failed, cancelled')
            [CompletionResult]::new('--event', '--event', [CompletionResultType]::ParameterName, 'Started by this event')
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Decided on since: a time or an age (30m, 2h, 7d)')
            [CompletionResult]::new('--until', '--until', [CompletionResultType]::ParameterName, 'Decided on before: a time or an age')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'How many')
            [CompletionResult]::new('--before', '--before', [CompletionResultType]::ParameterName, 'The next page: runs older than this one')
            [CompletionResult]::new('--addon', '--addon', [CompletionResultType]::ParameterName, 'Of which add-on')
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'In which workspace; needed where more than one has the add-on')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be changed, and change nothing')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'clockify-addons;flows;run' {
            [CompletionResult]::new('--addon', '--addon', [CompletionResultType]::ParameterName, 'Of which add-on')
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'In which workspace; needed where more than one has the add-on')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be changed, and change nothing')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'clockify-addons;flows;retry' {
            [CompletionResult]::new('--addon', '--addon', [CompletionResultType]::ParameterName, 'Of which add-on')
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'In which workspace; needed where more than one has the add-on')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be changed, and change nothing')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'clockify-addons;flows;cancel' {
            [CompletionResult]::new('--addon', '--addon', [CompletionResultType]::ParameterName, 'Of which add-on')
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'In which workspace; needed where more than one has the add-on')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be changed, and change nothing')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'clockify-addons;flows;enable' {
            [CompletionResult]::new('--addon', '--addon', [CompletionResultType]::ParameterName, 'Of which add-on')
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'In which workspace; needed where more than one has the add-on')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be changed, and change nothing')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'clockify-addons;flows;disable' {
            [CompletionResult]::new('--addon', '--addon', [CompletionResultType]::ParameterName, 'Of which add-on')
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'In which workspace; needed where more than one has the add-on')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be changed, and change nothing')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'clockify-addons;flows;hold' {
            [CompletionResult]::new('--note', '--note', [CompletionResultType]::ParameterName, 'Why, for whoever finds it held')
            [CompletionResult]::new('--addon', '--addon', [CompletionResultType]::ParameterName, 'Of which add-on')
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'In which workspace; needed where more than one has the add-on')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be changed, and change nothing')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'clockify-addons;flows;resume' {
            [CompletionResult]::new('--addon', '--addon', [CompletionResultType]::ParameterName, 'Of which add-on')
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'In which workspace; needed where more than one has the add-on')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be changed, and change nothing')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'clockify-addons;flows;delete' {
            [CompletionResult]::new('--addon', '--addon', [CompletionResultType]::ParameterName, 'Of which add-on')
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'In which workspace; needed where more than one has the add-on')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Don''t ask')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be changed, and change nothing')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'clockify-addons;flows;secrets' {
            [CompletionResult]::new('--addon', '--addon', [CompletionResultType]::ParameterName, 'Of which add-on')
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'In which workspace; needed where more than one has the add-on')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be changed, and change nothing')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Set a secret, or give it another value')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'The names; values are never shown again')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Remove a secret; steps that use it fail from then on')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'clockify-addons;flows;secrets;set' {
            [CompletionResult]::new('--secret-file', '--secret-file', [CompletionResultType]::ParameterName, 'Read the value from this file, or from standard input with `-`')
            [CompletionResult]::new('--addon', '--addon', [CompletionResultType]::ParameterName, 'Of which add-on')
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'In which workspace; needed where more than one has the add-on')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be changed, and change nothing')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'clockify-addons;flows;secrets;list' {
            [CompletionResult]::new('--addon', '--addon', [CompletionResultType]::ParameterName, 'Of which add-on')
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'In which workspace; needed where more than one has the add-on')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be changed, and change nothing')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'clockify-addons;flows;secrets;remove' {
            [CompletionResult]::new('--addon', '--addon', [CompletionResultType]::ParameterName, 'Of which add-on')
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'In which workspace; needed where more than one has the add-on')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Don''t ask')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be changed, and change nothing')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'clockify-addons;flows;secrets;help' {
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Set a secret, or give it another value')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'The names; values are never shown again')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Remove a secret; steps that use it fail from then on')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'clockify-addons;flows;secrets;help;set' {
            break
        }
        'clockify-addons;flows;secrets;help;list' {
            break
        }
        'clockify-addons;flows;secrets;help;remove' {
            break
        }
        'clockify-addons;flows;secrets;help;help' {
            break
        }
        'clockify-addons;flows;templates' {
            [CompletionResult]::new('--addon', '--addon', [CompletionResultType]::ParameterName, 'Of which add-on')
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'In which workspace; needed where more than one has the add-on')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be changed, and change nothing')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'All that fit the add-on')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'One with its inputs and its document')
            [CompletionResult]::new('use', 'use', [CompletionResultType]::ParameterValue, 'Make a flow of one')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'clockify-addons;flows;templates;list' {
            [CompletionResult]::new('--addon', '--addon', [CompletionResultType]::ParameterName, 'Of which add-on')
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'In which workspace; needed where more than one has the add-on')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be changed, and change nothing')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'clockify-addons;flows;templates;show' {
            [CompletionResult]::new('--addon', '--addon', [CompletionResultType]::ParameterName, 'Of which add-on')
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'In which workspace; needed where more than one has the add-on')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be changed, and change nothing')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'clockify-addons;flows;templates;use' {
            [CompletionResult]::new('--input', '--input', [CompletionResultType]::ParameterName, 'What to choose for an input; may be given again')
            [CompletionResult]::new('--addon', '--addon', [CompletionResultType]::ParameterName, 'Of which add-on')
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'In which workspace; needed where more than one has the add-on')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('--enable', '--enable', [CompletionResultType]::ParameterName, 'Let events start it at once')
            [CompletionResult]::new('--replace', '--replace', [CompletionResultType]::ParameterName, 'Save it as a new version of the flow of its name, if there is one')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be changed, and change nothing')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'clockify-addons;flows;templates;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'All that fit the add-on')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'One with its inputs and its document')
            [CompletionResult]::new('use', 'use', [CompletionResultType]::ParameterValue, 'Make a flow of one')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'clockify-addons;flows;templates;help;list' {
            break
        }
        'clockify-addons;flows;templates;help;show' {
            break
        }
        'clockify-addons;flows;templates;help;use' {
            break
        }
        'clockify-addons;flows;templates;help;help' {
            break
        }
        'clockify-addons;flows;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'The flows, by name')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'One flow with its document')
            [CompletionResult]::new('validate', 'validate', [CompletionResultType]::ParameterValue, 'Every mistake in a document, without a database')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Store a document, an export, or a flow of the Python system')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'A flow without what belongs to its workspace')
            [CompletionResult]::new('test', 'test', [CompletionResultType]::ParameterValue, 'What a flow would do: nothing is changed, writes are shown')
            [CompletionResult]::new('runs', 'runs', [CompletionResultType]::ParameterValue, 'The newest runs')
            [CompletionResult]::new('run', 'run', [CompletionResultType]::ParameterValue, 'One run with its steps')
            [CompletionResult]::new('retry', 'retry', [CompletionResultType]::ParameterValue, 'Try a run again that failed or was cancelled, from the step that failed')
            [CompletionResult]::new('cancel', 'cancel', [CompletionResultType]::ParameterValue, 'Put an end to a run')
            [CompletionResult]::new('enable', 'enable', [CompletionResultType]::ParameterValue, 'Let events start a flow')
            [CompletionResult]::new('disable', 'disable', [CompletionResultType]::ParameterValue, 'Keep events from starting a flow, and cancel what waits')
            [CompletionResult]::new('hold', 'hold', [CompletionResultType]::ParameterValue, 'Keep a flow''s runs back')
            [CompletionResult]::new('resume', 'resume', [CompletionResultType]::ParameterValue, 'Let a flow''s runs go on, the oldest first')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Delete a flow and cancel what waits; its runs stay')
            [CompletionResult]::new('secrets', 'secrets', [CompletionResultType]::ParameterValue, 'Secrets for steps that call other systems')
            [CompletionResult]::new('templates', 'templates', [CompletionResultType]::ParameterValue, 'Flows that are ready to be used')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'clockify-addons;flows;help;list' {
            break
        }
        'clockify-addons;flows;help;show' {
            break
        }
        'clockify-addons;flows;help;validate' {
            break
        }
        'clockify-addons;flows;help;import' {
            break
        }
        'clockify-addons;flows;help;export' {
            break
        }
        'clockify-addons;flows;help;test' {
            break
        }
        'clockify-addons;flows;help;runs' {
            break
        }
        'clockify-addons;flows;help;run' {
            break
        }
        'clockify-addons;flows;help;retry' {
            break
        }
        'clockify-addons;flows;help;cancel' {
            break
        }
        'clockify-addons;flows;help;enable' {
            break
        }
        'clockify-addons;flows;help;disable' {
            break
        }
        'clockify-addons;flows;help;hold' {
            break
        }
        'clockify-addons;flows;help;resume' {
            break
        }
        'clockify-addons;flows;help;delete' {
            break
        }
        'clockify-addons;flows;help;secrets' {
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Set a secret, or give it another value')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'The names; values are never shown again')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Remove a secret; steps that use it fail from then on')
            break
        }
        'clockify-addons;flows;help;secrets;set' {
            break
        }
        'clockify-addons;flows;help;secrets;list' {
            break
        }
        'clockify-addons;flows;help;secrets;remove' {
            break
        }
        'clockify-addons;flows;help;templates' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'All that fit the add-on')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'One with its inputs and its document')
            [CompletionResult]::new('use', 'use', [CompletionResultType]::ParameterValue, 'Make a flow of one')
            break
        }
        'clockify-addons;flows;help;templates;list' {
            break
        }
        'clockify-addons;flows;help;templates;show' {
            break
        }
        'clockify-addons;flows;help;templates;use' {
            break
        }
        'clockify-addons;flows;help;help' {
            break
        }
        'clockify-addons;replays' {
            [CompletionResult]::new('--addon', '--addon', [CompletionResultType]::ParameterName, 'Of which add-on')
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'In which workspace; needed where more than one has the add-on')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'The newest replays first')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'One replay: how far it is, and what became of its runs')
            [CompletionResult]::new('cancel', 'cancel', [CompletionResultType]::ParameterValue, 'Stop a replay, and cancel its runs that wait')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'clockify-addons;replays;list' {
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'How many')
            [CompletionResult]::new('--before', '--before', [CompletionResultType]::ParameterName, 'The next page: replays older than this one')
            [CompletionResult]::new('--addon', '--addon', [CompletionResultType]::ParameterName, 'Of which add-on')
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'In which workspace; needed where more than one has the add-on')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'clockify-addons;replays;show' {
            [CompletionResult]::new('--addon', '--addon', [CompletionResultType]::ParameterName, 'Of which add-on')
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'In which workspace; needed where more than one has the add-on')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'clockify-addons;replays;cancel' {
            [CompletionResult]::new('--addon', '--addon', [CompletionResultType]::ParameterName, 'Of which add-on')
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'In which workspace; needed where more than one has the add-on')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be stopped, and stop nothing')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'clockify-addons;replays;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'The newest replays first')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'One replay: how far it is, and what became of its runs')
            [CompletionResult]::new('cancel', 'cancel', [CompletionResultType]::ParameterValue, 'Stop a replay, and cancel its runs that wait')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'clockify-addons;replays;help;list' {
            break
        }
        'clockify-addons;replays;help;show' {
            break
        }
        'clockify-addons;replays;help;cancel' {
            break
        }
        'clockify-addons;replays;help;help' {
            break
        }
        'clockify-addons;sources' {
            [CompletionResult]::new('--addon', '--addon', [CompletionResultType]::ParameterName, 'Of which add-on')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be changed, and change nothing')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Register a source')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the sources; secrets are never shown again')
            [CompletionResult]::new('rotate', 'rotate', [CompletionResultType]::ParameterValue, 'Give a source a new secret')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Remove a source; its events stay')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'clockify-addons;sources;add' {
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'The workspace that receives its events')
            [CompletionResult]::new('--scheme', '--scheme', [CompletionResultType]::ParameterName, 'How its deliveries are signed')
            [CompletionResult]::new('--header', '--header', [CompletionResultType]::ParameterName, 'The header that holds the signature, for hmac-sha256')
            [CompletionResult]::new('--secret-file', '--secret-file', [CompletionResultType]::ParameterName, 'Read the secret from this file, or from standard input with `-`; made when not given')
            [CompletionResult]::new('--addon', '--addon', [CompletionResultType]::ParameterName, 'Of which add-on')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be changed, and change nothing')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'clockify-addons;sources;list' {
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'Of this workspace only')
            [CompletionResult]::new('--addon', '--addon', [CompletionResultType]::ParameterName, 'Of which add-on')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be changed, and change nothing')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'clockify-addons;sources;rotate' {
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'Its workspace')
            [CompletionResult]::new('--overlap', '--overlap', [CompletionResultType]::ParameterName, 'How long the old secret stays valid, in hours')
            [CompletionResult]::new('--secret-file', '--secret-file', [CompletionResultType]::ParameterName, 'Read the secret from this file, or from standard input with `-`; made when not given')
            [CompletionResult]::new('--addon', '--addon', [CompletionResultType]::ParameterName, 'Of which add-on')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be changed, and change nothing')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'clockify-addons;sources;remove' {
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'Its workspace')
            [CompletionResult]::new('--addon', '--addon', [CompletionResultType]::ParameterName, 'Of which add-on')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Don''t ask')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be changed, and change nothing')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'clockify-addons;sources;help' {
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Register a source')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the sources; secrets are never shown again')
            [CompletionResult]::new('rotate', 'rotate', [CompletionResultType]::ParameterValue, 'Give a source a new secret')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Remove a source; its events stay')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'clockify-addons;sources;help;add' {
            break
        }
        'clockify-addons;sources;help;list' {
            break
        }
        'clockify-addons;sources;help;rotate' {
            break
        }
        'clockify-addons;sources;help;remove' {
            break
        }
        'clockify-addons;sources;help;help' {
            break
        }
        'clockify-addons;bootstrap' {
            [CompletionResult]::new('--addon', '--addon', [CompletionResultType]::ParameterName, 'Of which add-on')
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'Of this workspace')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'Whether to draw how far it is; only ever on a terminal')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('--all-workspaces', '--all-workspaces', [CompletionResultType]::ParameterName, 'Of every workspace that has the add-on')
            [CompletionResult]::new('--full', '--full', [CompletionResultType]::ParameterName, 'Begin anew, even where an unfinished run could go on')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be fetched, and fetch nothing')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Of the simulated Clockify of `serve --sandbox`, which is on this machine')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'clockify-addons;catalogue' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'The operations, or those that fit, the best first')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'One operation with its parameters and its body')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Make a table of an OpenAPI 3 file, JSON or YAML')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'clockify-addons;catalogue;list' {
            [CompletionResult]::new('--tag', '--tag', [CompletionResultType]::ParameterName, 'Of this group only, in upper or lower case')
            [CompletionResult]::new('--method', '--method', [CompletionResultType]::ParameterName, 'Of this method only')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'clockify-addons;catalogue;show' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'clockify-addons;catalogue;import' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where to write the table, in place of standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where to write the table, in place of standard output')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be in the table, and write nothing')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'clockify-addons;catalogue;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'The operations, or those that fit, the best first')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'One operation with its parameters and its body')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Make a table of an OpenAPI 3 file, JSON or YAML')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'clockify-addons;catalogue;help;list' {
            break
        }
        'clockify-addons;catalogue;help;show' {
            break
        }
        'clockify-addons;catalogue;help;import' {
            break
        }
        'clockify-addons;catalogue;help;help' {
            break
        }
        'clockify-addons;config' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Every setting, its value and its origin')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Whether the settings make sense, for one add-on or all')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'clockify-addons;config;show' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('--changed', '--changed', [CompletionResultType]::ParameterName, 'Only what isn''t the default')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'clockify-addons;config;check' {
            [CompletionResult]::new('--addon', '--addon', [CompletionResultType]::ParameterName, 'For this add-on only')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'clockify-addons;config;help' {
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Every setting, its value and its origin')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Whether the settings make sense, for one add-on or all')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'clockify-addons;config;help;show' {
            break
        }
        'clockify-addons;config;help;check' {
            break
        }
        'clockify-addons;config;help;help' {
            break
        }
        'clockify-addons;manifest' {
            [CompletionResult]::new('--addon', '--addon', [CompletionResultType]::ParameterName, 'Of which add-on')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'clockify-addons;retention-sweep' {
            [CompletionResult]::new('--addon', '--addon', [CompletionResultType]::ParameterName, 'Of this add-on only; all when not given')
            [CompletionResult]::new('--max-delete', '--max-delete', [CompletionResultType]::ParameterName, 'Refuse to remove more rows than this from a database without --yes')
            [CompletionResult]::new('--duty', '--duty', [CompletionResultType]::ParameterName, 'How long it pauses, of the time that it worked before; 0: not at all [default: 0.25; SQLite: 0.05]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Count, and change nothing')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do it although much would go, or although it can''t be undone')
            [CompletionResult]::new('--confirm-dead', '--confirm-dead', [CompletionResultType]::ParameterName, 'Erase workspaces too whose token Clockify has refused for a week and more')
            [CompletionResult]::new('--analyze', '--analyze', [CompletionResultType]::ParameterName, 'Afterwards have PostgreSQL count anew what is in the tables')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('hold', 'hold', [CompletionResultType]::ParameterValue, 'Keep everything of a workspace, however old it is and whoever leaves')
            [CompletionResult]::new('release', 'release', [CompletionResultType]::ParameterValue, 'End the hold of a workspace: what is due goes with the next sweep')
            [CompletionResult]::new('holds', 'holds', [CompletionResultType]::ParameterValue, 'List the workspaces on hold')
            [CompletionResult]::new('erase', 'erase', [CompletionResultType]::ParameterValue, 'Erase every row of a workspace, and end its installation')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'clockify-addons;retention-sweep;hold' {
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'The workspace')
            [CompletionResult]::new('--reason', '--reason', [CompletionResultType]::ParameterName, 'Why, for those who ask later')
            [CompletionResult]::new('--addon', '--addon', [CompletionResultType]::ParameterName, 'Of this add-on only; all when not given')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Count, and change nothing')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do it although much would go, or although it can''t be undone')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'clockify-addons;retention-sweep;release' {
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'The workspace')
            [CompletionResult]::new('--addon', '--addon', [CompletionResultType]::ParameterName, 'Of this add-on only; all when not given')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Count, and change nothing')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do it although much would go, or although it can''t be undone')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'clockify-addons;retention-sweep;holds' {
            [CompletionResult]::new('--addon', '--addon', [CompletionResultType]::ParameterName, 'Of this add-on only; all when not given')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Count, and change nothing')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do it although much would go, or although it can''t be undone')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'clockify-addons;retention-sweep;erase' {
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'The workspace')
            [CompletionResult]::new('--addon', '--addon', [CompletionResultType]::ParameterName, 'Of this add-on only; all when not given')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Count, and change nothing')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do it although much would go, or although it can''t be undone')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'clockify-addons;retention-sweep;help' {
            [CompletionResult]::new('hold', 'hold', [CompletionResultType]::ParameterValue, 'Keep everything of a workspace, however old it is and whoever leaves')
            [CompletionResult]::new('release', 'release', [CompletionResultType]::ParameterValue, 'End the hold of a workspace: what is due goes with the next sweep')
            [CompletionResult]::new('holds', 'holds', [CompletionResultType]::ParameterValue, 'List the workspaces on hold')
            [CompletionResult]::new('erase', 'erase', [CompletionResultType]::ParameterValue, 'Erase every row of a workspace, and end its installation')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'clockify-addons;retention-sweep;help;hold' {
            break
        }
        'clockify-addons;retention-sweep;help;release' {
            break
        }
        'clockify-addons;retention-sweep;help;holds' {
            break
        }
        'clockify-addons;retention-sweep;help;erase' {
            break
        }
        'clockify-addons;retention-sweep;help;help' {
            break
        }
        'clockify-addons;secrets' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('generate', 'generate', [CompletionResultType]::ParameterValue, 'Print a new key for CLOCKIFY_ADDONS_SECRET_KEY')
            [CompletionResult]::new('rotate', 'rotate', [CompletionResultType]::ParameterValue, 'Seal everything with the new key')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'clockify-addons;secrets;generate' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'clockify-addons;secrets;rotate' {
            [CompletionResult]::new('--addon', '--addon', [CompletionResultType]::ParameterName, 'Of this add-on only; all when not given. A key file that add-ons share is not forgotten then')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Count, and change nothing')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'clockify-addons;secrets;help' {
            [CompletionResult]::new('generate', 'generate', [CompletionResultType]::ParameterValue, 'Print a new key for CLOCKIFY_ADDONS_SECRET_KEY')
            [CompletionResult]::new('rotate', 'rotate', [CompletionResultType]::ParameterValue, 'Seal everything with the new key')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'clockify-addons;secrets;help;generate' {
            break
        }
        'clockify-addons;secrets;help;rotate' {
            break
        }
        'clockify-addons;secrets;help;help' {
            break
        }
        'clockify-addons;sandbox' {
            [CompletionResult]::new('--addon', '--addon', [CompletionResultType]::ParameterName, 'To this add-on only; all when not given')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'Where it listens, if not on this machine''s port of its configuration; loopback only')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The sandbox''s private key, made when missing')
            [CompletionResult]::new('--interval', '--interval', [CompletionResultType]::ParameterName, 'Seconds between events after the first round')
            [CompletionResult]::new('--api', '--api', [CompletionResultType]::ParameterName, 'Run the REST API of the simulated Clockify on this port of 127.0.0.1; 0 takes a free one')
            [CompletionResult]::new('--webhook-limit', '--webhook-limit', [CompletionResultType]::ParameterName, 'Webhooks that a manifest may carry')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('--public-key', '--public-key', [CompletionResultType]::ParameterName, 'Print the public key and end')
            [CompletionResult]::new('--once', '--once', [CompletionResultType]::ParameterName, 'Deliver every event once and end')
            [CompletionResult]::new('--duplicates', '--duplicates', [CompletionResultType]::ParameterName, 'Send every delivery twice')
            [CompletionResult]::new('--forgeries', '--forgeries', [CompletionResultType]::ParameterName, 'Send each forgery once, and fail if one is taken')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'clockify-addons;completions' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'clockify-addons;man' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'clockify-addons;generate' {
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'The repository')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written to standard output')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; NO_COLOR is obeyed too')
            [CompletionResult]::new('--check', '--check', [CompletionResultType]::ParameterName, 'Write nothing; fail when a file isn''t up to date')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error what is done and which statements databases are told, without values')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'clockify-addons;help' {
            [CompletionResult]::new('serve', 'serve', [CompletionResultType]::ParameterValue, 'Run one add-on or all three in this process')
            [CompletionResult]::new('migrate', 'migrate', [CompletionResultType]::ParameterValue, 'Apply pending migrations, or say where the databases stand')
            [CompletionResult]::new('backup', 'backup', [CompletionResultType]::ParameterValue, 'Back up the databases, restore them, and practise that')
            [CompletionResult]::new('health', 'health', [CompletionResultType]::ParameterValue, 'Ask the running servers, look at the whole set-up, or go through the production checklist')
            [CompletionResult]::new('events', 'events', [CompletionResultType]::ParameterValue, 'List, show and follow the events that an add-on stored')
            [CompletionResult]::new('flows', 'flows', [CompletionResultType]::ParameterValue, 'List, check, import, try and switch the flows of a workspace, and look at their runs')
            [CompletionResult]::new('replays', 'replays', [CompletionResultType]::ParameterValue, 'Look at replays of events, and cancel them; `events replay` begins one')
            [CompletionResult]::new('sources', 'sources', [CompletionResultType]::ParameterValue, 'Register systems other than Clockify that deliver to /webhooks/custom/NAME')
            [CompletionResult]::new('bootstrap', 'bootstrap', [CompletionResultType]::ParameterValue, 'Fetch the data of workspaces into the local cache, or go on where it stopped')
            [CompletionResult]::new('catalogue', 'catalogue', [CompletionResultType]::ParameterValue, 'Look up the operations of Clockify''s API, and import newer ones')
            [CompletionResult]::new('config', 'config', [CompletionResultType]::ParameterValue, 'Show every setting with its origin, or check them all')
            [CompletionResult]::new('manifest', 'manifest', [CompletionResultType]::ParameterValue, 'Print the manifest of an add-on as `GET /manifest` would answer')
            [CompletionResult]::new('retention-sweep', 'retention-sweep', [CompletionResultType]::ParameterValue, 'Remove rows that are older than they are to be kept, and erase workspaces that left')
            [CompletionResult]::new('secrets', 'secrets', [CompletionResultType]::ParameterValue, 'Make the key that seals secrets in the database, or replace it')
            [CompletionResult]::new('sandbox', 'sandbox', [CompletionResultType]::ParameterValue, 'Install the add-ons that run on this machine and deliver signed events to them')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print completions for a shell')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print a page for man')
            [CompletionResult]::new('generate', 'generate', [CompletionResultType]::ParameterValue, 'Write the generated files of the repository')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'clockify-addons;help;serve' {
            break
        }
        'clockify-addons;help;migrate' {
            [CompletionResult]::new('up', 'up', [CompletionResultType]::ParameterValue, 'Apply what is pending (the default)')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Say what is applied and what is pending; changes nothing')
            [CompletionResult]::new('plan', 'plan', [CompletionResultType]::ParameterValue, 'Say what would be executed, and what of it is risky; changes nothing')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Say whether the applied migrations are still what they were; changes nothing')
            [CompletionResult]::new('repair', 'repair', [CompletionResultType]::ParameterValue, 'Note an applied migration as it is in this program')
            [CompletionResult]::new('down', 'down', [CompletionResultType]::ParameterValue, 'Take back the last migrations of one add-on, with all that is in their tables')
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Make the databases and roles of the add-ons on a PostgreSQL server')
            break
        }
        'clockify-addons;help;migrate;up' {
            break
        }
        'clockify-addons;help;migrate;status' {
            break
        }
        'clockify-addons;help;migrate;plan' {
            break
        }
        'clockify-addons;help;migrate;check' {
            break
        }
        'clockify-addons;help;migrate;repair' {
            break
        }
        'clockify-addons;help;migrate;down' {
            break
        }
        'clockify-addons;help;migrate;init' {
            break
        }
        'clockify-addons;help;backup' {
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Make a backup (the default)')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'What there is, the newest last')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'One backup: its cut, its tables, and the keys that a restore needs')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Read every byte of a backup again')
            [CompletionResult]::new('restore', 'restore', [CompletionResultType]::ParameterValue, 'Restore a backup, whole or in part, into the same engine or the other one')
            [CompletionResult]::new('prune', 'prune', [CompletionResultType]::ParameterValue, 'Remove backups that are no longer kept')
            [CompletionResult]::new('pin', 'pin', [CompletionResultType]::ParameterValue, 'Keep a backup until it is unpinned: `prune` never removes it')
            [CompletionResult]::new('unpin', 'unpin', [CompletionResultType]::ParameterValue, 'Leave a backup to `prune` again')
            [CompletionResult]::new('drill', 'drill', [CompletionResultType]::ParameterValue, 'Restore a backup for practice, compare, and leave nothing behind')
            break
        }
        'clockify-addons;help;backup;create' {
            break
        }
        'clockify-addons;help;backup;list' {
            break
        }
        'clockify-addons;help;backup;show' {
            break
        }
        'clockify-addons;help;backup;verify' {
            break
        }
        'clockify-addons;help;backup;restore' {
            break
        }
        'clockify-addons;help;backup;prune' {
            break
        }
        'clockify-addons;help;backup;pin' {
            break
        }
        'clockify-addons;help;backup;unpin' {
            break
        }
        'clockify-addons;help;backup;drill' {
            break
        }
        'clockify-addons;help;health' {
            break
        }
        'clockify-addons;help;events' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'The newest events first, a page at a time')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'One event with its headers and body')
            [CompletionResult]::new('replay', 'replay', [CompletionResultType]::ParameterValue, 'One event, or all that fit, through the flows again')
            [CompletionResult]::new('coverage', 'coverage', [CompletionResultType]::ParameterValue, 'How each event reaches the add-on, and if it doesn''t, why')
            [CompletionResult]::new('tail', 'tail', [CompletionResultType]::ParameterValue, 'New events as they arrive, until Ctrl-C')
            break
        }
        'clockify-addons;help;events;list' {
            break
        }
        'clockify-addons;help;events;show' {
            break
        }
        'clockify-addons;help;events;replay' {
            break
        }
        'clockify-addons;help;events;coverage' {
            break
        }
        'clockify-addons;help;events;tail' {
            break
        }
        'clockify-addons;help;flows' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'The flows, by name')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'One flow with its document')
            [CompletionResult]::new('validate', 'validate', [CompletionResultType]::ParameterValue, 'Every mistake in a document, without a database')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Store a document, an export, or a flow of the Python system')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'A flow without what belongs to its workspace')
            [CompletionResult]::new('test', 'test', [CompletionResultType]::ParameterValue, 'What a flow would do: nothing is changed, writes are shown')
            [CompletionResult]::new('runs', 'runs', [CompletionResultType]::ParameterValue, 'The newest runs')
            [CompletionResult]::new('run', 'run', [CompletionResultType]::ParameterValue, 'One run with its steps')
            [CompletionResult]::new('retry', 'retry', [CompletionResultType]::ParameterValue, 'Try a run again that failed or was cancelled, from the step that failed')
            [CompletionResult]::new('cancel', 'cancel', [CompletionResultType]::ParameterValue, 'Put an end to a run')
            [CompletionResult]::new('enable', 'enable', [CompletionResultType]::ParameterValue, 'Let events start a flow')
            [CompletionResult]::new('disable', 'disable', [CompletionResultType]::ParameterValue, 'Keep events from starting a flow, and cancel what waits')
            [CompletionResult]::new('hold', 'hold', [CompletionResultType]::ParameterValue, 'Keep a flow''s runs back')
            [CompletionResult]::new('resume', 'resume', [CompletionResultType]::ParameterValue, 'Let a flow''s runs go on, the oldest first')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Delete a flow and cancel what waits; its runs stay')
            [CompletionResult]::new('secrets', 'secrets', [CompletionResultType]::ParameterValue, 'Secrets for steps that call other systems')
            [CompletionResult]::new('templates', 'templates', [CompletionResultType]::ParameterValue, 'Flows that are ready to be used')
            break
        }
        'clockify-addons;help;flows;list' {
            break
        }
        'clockify-addons;help;flows;show' {
            break
        }
        'clockify-addons;help;flows;validate' {
            break
        }
        'clockify-addons;help;flows;import' {
            break
        }
        'clockify-addons;help;flows;export' {
            break
        }
        'clockify-addons;help;flows;test' {
            break
        }
        'clockify-addons;help;flows;runs' {
            break
        }
        'clockify-addons;help;flows;run' {
            break
        }
        'clockify-addons;help;flows;retry' {
            break
        }
        'clockify-addons;help;flows;cancel' {
            break
        }
        'clockify-addons;help;flows;enable' {
            break
        }
        'clockify-addons;help;flows;disable' {
            break
        }
        'clockify-addons;help;flows;hold' {
            break
        }
        'clockify-addons;help;flows;resume' {
            break
        }
        'clockify-addons;help;flows;delete' {
            break
        }
        'clockify-addons;help;flows;secrets' {
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Set a secret, or give it another value')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'The names; values are never shown again')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Remove a secret; steps that use it fail from then on')
            break
        }
        'clockify-addons;help;flows;secrets;set' {
            break
        }
        'clockify-addons;help;flows;secrets;list' {
            break
        }
        'clockify-addons;help;flows;secrets;remove' {
            break
        }
        'clockify-addons;help;flows;templates' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'All that fit the add-on')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'One with its inputs and its document')
            [CompletionResult]::new('use', 'use', [CompletionResultType]::ParameterValue, 'Make a flow of one')
            break
        }
        'clockify-addons;help;flows;templates;list' {
            break
        }
        'clockify-addons;help;flows;templates;show' {
            break
        }
        'clockify-addons;help;flows;templates;use' {
            break
        }
        'clockify-addons;help;replays' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'The newest replays first')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'One replay: how far it is, and what became of its runs')
            [CompletionResult]::new('cancel', 'cancel', [CompletionResultType]::ParameterValue, 'Stop a replay, and cancel its runs that wait')
            break
        }
        'clockify-addons;help;replays;list' {
            break
        }
        'clockify-addons;help;replays;show' {
            break
        }
        'clockify-addons;help;replays;cancel' {
            break
        }
        'clockify-addons;help;sources' {
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Register a source')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the sources; secrets are never shown again')
            [CompletionResult]::new('rotate', 'rotate', [CompletionResultType]::ParameterValue, 'Give a source a new secret')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Remove a source; its events stay')
            break
        }
        'clockify-addons;help;sources;add' {
            break
        }
        'clockify-addons;help;sources;list' {
            break
        }
        'clockify-addons;help;sources;rotate' {
            break
        }
        'clockify-addons;help;sources;remove' {
            break
        }
        'clockify-addons;help;bootstrap' {
            break
        }
        'clockify-addons;help;catalogue' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'The operations, or those that fit, the best first')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'One operation with its parameters and its body')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Make a table of an OpenAPI 3 file, JSON or YAML')
            break
        }
        'clockify-addons;help;catalogue;list' {
            break
        }
        'clockify-addons;help;catalogue;show' {
            break
        }
        'clockify-addons;help;catalogue;import' {
            break
        }
        'clockify-addons;help;config' {
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Every setting, its value and its origin')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Whether the settings make sense, for one add-on or all')
            break
        }
        'clockify-addons;help;config;show' {
            break
        }
        'clockify-addons;help;config;check' {
            break
        }
        'clockify-addons;help;manifest' {
            break
        }
        'clockify-addons;help;retention-sweep' {
            [CompletionResult]::new('hold', 'hold', [CompletionResultType]::ParameterValue, 'Keep everything of a workspace, however old it is and whoever leaves')
            [CompletionResult]::new('release', 'release', [CompletionResultType]::ParameterValue, 'End the hold of a workspace: what is due goes with the next sweep')
            [CompletionResult]::new('holds', 'holds', [CompletionResultType]::ParameterValue, 'List the workspaces on hold')
            [CompletionResult]::new('erase', 'erase', [CompletionResultType]::ParameterValue, 'Erase every row of a workspace, and end its installation')
            break
        }
        'clockify-addons;help;retention-sweep;hold' {
            break
        }
        'clockify-addons;help;retention-sweep;release' {
            break
        }
        'clockify-addons;help;retention-sweep;holds' {
            break
        }
        'clockify-addons;help;retention-sweep;erase' {
            break
        }
        'clockify-addons;help;secrets' {
            [CompletionResult]::new('generate', 'generate', [CompletionResultType]::ParameterValue, 'Print a new key for CLOCKIFY_ADDONS_SECRET_KEY')
            [CompletionResult]::new('rotate', 'rotate', [CompletionResultType]::ParameterValue, 'Seal everything with the new key')
            break
        }
        'clockify-addons;help;secrets;generate' {
            break
        }
        'clockify-addons;help;secrets;rotate' {
            break
        }
        'clockify-addons;help;sandbox' {
            break
        }
        'clockify-addons;help;completions' {
            break
        }
        'clockify-addons;help;man' {
            break
        }
        'clockify-addons;help;generate' {
            break
        }
        'clockify-addons;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
