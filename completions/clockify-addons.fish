# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_clockify_addons_global_optspecs
    string join \n format= color= q/quiet v/verbose h/help V/version
end

function __fish_clockify_addons_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_clockify_addons_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_clockify_addons_using_subcommand
    set -l cmd (__fish_clockify_addons_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c clockify-addons -n "__fish_clockify_addons_needs_command" -l format -d 'How results are written to standard output' -r -f -a "text\t'For people'
json\t'One JSON document'
ndjson\t'One JSON document a line, where there is a list'"
complete -c clockify-addons -n "__fish_clockify_addons_needs_command" -l color -d 'When to use colours; NO_COLOR is obeyed too' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c clockify-addons -n "__fish_clockify_addons_needs_command" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c clockify-addons -n "__fish_clockify_addons_needs_command" -s v -l verbose -d 'Say on standard error what is done and which statements databases are told, without values'
complete -c clockify-addons -n "__fish_clockify_addons_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c clockify-addons -n "__fish_clockify_addons_needs_command" -s V -l version -d 'Print version'
complete -c clockify-addons -n "__fish_clockify_addons_needs_command" -f -a "serve" -d 'Run one add-on or all three in this process'
complete -c clockify-addons -n "__fish_clockify_addons_needs_command" -f -a "migrate" -d 'Apply pending migrations, or say where the databases stand'
complete -c clockify-addons -n "__fish_clockify_addons_needs_command" -f -a "backup" -d 'Back up the databases, restore them, and practise that'
complete -c clockify-addons -n "__fish_clockify_addons_needs_command" -f -a "health" -d 'Ask the running servers, look at the whole set-up, or go through the production checklist'
complete -c clockify-addons -n "__fish_clockify_addons_needs_command" -f -a "events" -d 'List, show and follow the events that an add-on stored'
complete -c clockify-addons -n "__fish_clockify_addons_needs_command" -f -a "flows" -d 'List, check, import, try and switch the flows of a workspace, and look at their runs'
complete -c clockify-addons -n "__fish_clockify_addons_needs_command" -f -a "replays" -d 'Look at replays of events, and cancel them; `events replay` begins one'
complete -c clockify-addons -n "__fish_clockify_addons_needs_command" -f -a "sources" -d 'Register systems other than Clockify that deliver to /webhooks/custom/NAME'
complete -c clockify-addons -n "__fish_clockify_addons_needs_command" -f -a "bootstrap" -d 'Fetch the data of workspaces into the local cache, or go on where it stopped'
complete -c clockify-addons -n "__fish_clockify_addons_needs_command" -f -a "catalogue" -d 'Look up the operations of Clockify\'s API, and import newer ones'
complete -c clockify-addons -n "__fish_clockify_addons_needs_command" -f -a "config" -d 'Show every setting with its origin, or check them all'
complete -c clockify-addons -n "__fish_clockify_addons_needs_command" -f -a "manifest" -d 'Print the manifest of an add-on as `GET /manifest` would answer'
complete -c clockify-addons -n "__fish_clockify_addons_needs_command" -f -a "retention-sweep" -d 'Remove rows that are older than they are to be kept, and erase workspaces that left'
complete -c clockify-addons -n "__fish_clockify_addons_needs_command" -f -a "secrets" -d 'Make the key that seals secrets in the database, or replace it'
complete -c clockify-addons -n "__fish_clockify_addons_needs_command" -f -a "sandbox" -d 'Install the add-ons that run on this machine and deliver signed events to them'
complete -c clockify-addons -n "__fish_clockify_addons_needs_command" -f -a "completions" -d 'Print completions for a shell'
complete -c clockify-addons -n "__fish_clockify_addons_needs_command" -f -a "man" -d 'Print a page for man'
complete -c clockify-addons -n "__fish_clockify_addons_needs_command" -f -a "generate" -d 'Write the generated files of the repository'
complete -c clockify-addons -n "__fish_clockify_addons_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand serve" -l addon -d 'api-studio, universal-webhook, clockify-addon or all (the default)' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand serve" -l host -d 'Address to listen on [env: HOST]' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand serve" -l port -d 'Port to listen on, for one add-on; 0 takes a free one' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand serve" -l sandbox-api -d 'Port of the simulated Clockify\'s REST API on 127.0.0.1; 0 takes a free one' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand serve" -l sandbox-page -d 'Port of the simulated Clockify\'s page on 127.0.0.1, with the add-ons in it; 0 takes a free one' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand serve" -l format -d 'How results are written to standard output' -r -f -a "text\t'For people'
json\t'One JSON document'
ndjson\t'One JSON document a line, where there is a list'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand serve" -l color -d 'When to use colours; NO_COLOR is obeyed too' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand serve" -l sandbox -d 'Start a simulated Clockify that installs the add-ons and delivers events'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand serve" -l sandbox-quiet -d 'Deliver no events but those of what is done in the simulated Clockify'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand serve" -l no-migrate -d 'Don\'t apply pending migrations; until they are applied the add-ons are not ready'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand serve" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand serve" -s v -l verbose -d 'Say on standard error what is done and which statements databases are told, without values'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand serve" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand serve" -s V -l version -d 'Print version'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and not __fish_seen_subcommand_from up status plan check repair down init help" -l addon -d 'Of this add-on only; all when not given' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and not __fish_seen_subcommand_from up status plan check repair down init help" -l format -d 'How results are written to standard output' -r -f -a "text\t'For people'
json\t'One JSON document'
ndjson\t'One JSON document a line, where there is a list'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and not __fish_seen_subcommand_from up status plan check repair down init help" -l color -d 'When to use colours; NO_COLOR is obeyed too' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and not __fish_seen_subcommand_from up status plan check repair down init help" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and not __fish_seen_subcommand_from up status plan check repair down init help" -s v -l verbose -d 'Say on standard error what is done and which statements databases are told, without values'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and not __fish_seen_subcommand_from up status plan check repair down init help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and not __fish_seen_subcommand_from up status plan check repair down init help" -s V -l version -d 'Print version'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and not __fish_seen_subcommand_from up status plan check repair down init help" -f -a "up" -d 'Apply what is pending (the default)'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and not __fish_seen_subcommand_from up status plan check repair down init help" -f -a "status" -d 'Say what is applied and what is pending; changes nothing'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and not __fish_seen_subcommand_from up status plan check repair down init help" -f -a "plan" -d 'Say what would be executed, and what of it is risky; changes nothing'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and not __fish_seen_subcommand_from up status plan check repair down init help" -f -a "check" -d 'Say whether the applied migrations are still what they were; changes nothing'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and not __fish_seen_subcommand_from up status plan check repair down init help" -f -a "repair" -d 'Note an applied migration as it is in this program'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and not __fish_seen_subcommand_from up status plan check repair down init help" -f -a "down" -d 'Take back the last migrations of one add-on, with all that is in their tables'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and not __fish_seen_subcommand_from up status plan check repair down init help" -f -a "init" -d 'Make the databases and roles of the add-ons on a PostgreSQL server'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and not __fish_seen_subcommand_from up status plan check repair down init help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and __fish_seen_subcommand_from up" -l lock-timeout -d 'How long to wait for who migrates or uses a table, in seconds' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and __fish_seen_subcommand_from up" -l require-backup -d 'Apply nothing without a verified backup that is no older, in hours; 0 asks for none. When not given, 24 where a migration removes data' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and __fish_seen_subcommand_from up" -l addon -d 'Of this add-on only; all when not given' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and __fish_seen_subcommand_from up" -l format -d 'How results are written to standard output' -r -f -a "text\t'For people'
json\t'One JSON document'
ndjson\t'One JSON document a line, where there is a list'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and __fish_seen_subcommand_from up" -l color -d 'When to use colours; NO_COLOR is obeyed too' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and __fish_seen_subcommand_from up" -l allow-out-of-order -d 'Apply a migration also where one that comes after it was applied before'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and __fish_seen_subcommand_from up" -l dry-run -d 'Say what is pending, and change nothing; `plan` says more'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and __fish_seen_subcommand_from up" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and __fish_seen_subcommand_from up" -s v -l verbose -d 'Say on standard error what is done and which statements databases are told, without values'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and __fish_seen_subcommand_from up" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and __fish_seen_subcommand_from up" -s V -l version -d 'Print version'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and __fish_seen_subcommand_from status" -l addon -d 'Of this add-on only; all when not given' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and __fish_seen_subcommand_from status" -l format -d 'How results are written to standard output' -r -f -a "text\t'For people'
json\t'One JSON document'
ndjson\t'One JSON document a line, where there is a list'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and __fish_seen_subcommand_from status" -l color -d 'When to use colours; NO_COLOR is obeyed too' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and __fish_seen_subcommand_from status" -l exit-code -d 'Exit with 4 when something is pending, 78 when a database is newer than this program'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and __fish_seen_subcommand_from status" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and __fish_seen_subcommand_from status" -s v -l verbose -d 'Say on standard error what is done and which statements databases are told, without values'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and __fish_seen_subcommand_from status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and __fish_seen_subcommand_from status" -s V -l version -d 'Print version'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and __fish_seen_subcommand_from plan" -l addon -d 'Of this add-on only; all when not given' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and __fish_seen_subcommand_from plan" -l format -d 'How results are written to standard output' -r -f -a "text\t'For people'
json\t'One JSON document'
ndjson\t'One JSON document a line, where there is a list'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and __fish_seen_subcommand_from plan" -l color -d 'When to use colours; NO_COLOR is obeyed too' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and __fish_seen_subcommand_from plan" -l sql -d 'Show the statements, as a script for the database\'s own shell'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and __fish_seen_subcommand_from plan" -l exit-code -d 'Exit with 4 when something is pending'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and __fish_seen_subcommand_from plan" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and __fish_seen_subcommand_from plan" -s v -l verbose -d 'Say on standard error what is done and which statements databases are told, without values'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and __fish_seen_subcommand_from plan" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and __fish_seen_subcommand_from plan" -s V -l version -d 'Print version'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and __fish_seen_subcommand_from check" -l addon -d 'Of this add-on only; all when not given' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and __fish_seen_subcommand_from check" -l format -d 'How results are written to standard output' -r -f -a "text\t'For people'
json\t'One JSON document'
ndjson\t'One JSON document a line, where there is a list'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and __fish_seen_subcommand_from check" -l color -d 'When to use colours; NO_COLOR is obeyed too' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and __fish_seen_subcommand_from check" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and __fish_seen_subcommand_from check" -s v -l verbose -d 'Say on standard error what is done and which statements databases are told, without values'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and __fish_seen_subcommand_from check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and __fish_seen_subcommand_from check" -s V -l version -d 'Print version'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and __fish_seen_subcommand_from repair" -l version -d 'Name of the migration, as `migrate check` tells it' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and __fish_seen_subcommand_from repair" -l addon -d 'Of this add-on only; all when not given' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and __fish_seen_subcommand_from repair" -l format -d 'How results are written to standard output' -r -f -a "text\t'For people'
json\t'One JSON document'
ndjson\t'One JSON document a line, where there is a list'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and __fish_seen_subcommand_from repair" -l color -d 'When to use colours; NO_COLOR is obeyed too' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and __fish_seen_subcommand_from repair" -l yes -d 'Really do it'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and __fish_seen_subcommand_from repair" -l dry-run -d 'Say what would be changed, and change nothing'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and __fish_seen_subcommand_from repair" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and __fish_seen_subcommand_from repair" -s v -l verbose -d 'Say on standard error what is done and which statements databases are told, without values'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and __fish_seen_subcommand_from repair" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and __fish_seen_subcommand_from down" -l steps -d 'How many' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and __fish_seen_subcommand_from down" -l confirm -d 'Name of the database, where it is on another machine' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and __fish_seen_subcommand_from down" -l lock-timeout -d 'How long to wait for who migrates or uses a table, in seconds' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and __fish_seen_subcommand_from down" -l addon -d 'Of this add-on only; all when not given' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and __fish_seen_subcommand_from down" -l format -d 'How results are written to standard output' -r -f -a "text\t'For people'
json\t'One JSON document'
ndjson\t'One JSON document a line, where there is a list'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and __fish_seen_subcommand_from down" -l color -d 'When to use colours; NO_COLOR is obeyed too' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and __fish_seen_subcommand_from down" -l yes -d 'Really do it'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and __fish_seen_subcommand_from down" -l dry-run -d 'Show the statements, and change nothing'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and __fish_seen_subcommand_from down" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and __fish_seen_subcommand_from down" -s v -l verbose -d 'Say on standard error what is done and which statements databases are told, without values'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and __fish_seen_subcommand_from down" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and __fish_seen_subcommand_from down" -s V -l version -d 'Print version'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and __fish_seen_subcommand_from init" -l admin-url -d 'The server, and a role that may create databases and roles; without a password' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and __fish_seen_subcommand_from init" -l admin-password-file -d 'File with that role\'s password' -r -F
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and __fish_seen_subcommand_from init" -l secrets -d 'Folder for the addresses with their passwords and for the key of secrets' -r -F
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and __fish_seen_subcommand_from init" -l addon -d 'Of this add-on only; all when not given' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and __fish_seen_subcommand_from init" -l format -d 'How results are written to standard output' -r -f -a "text\t'For people'
json\t'One JSON document'
ndjson\t'One JSON document a line, where there is a list'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and __fish_seen_subcommand_from init" -l color -d 'When to use colours; NO_COLOR is obeyed too' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and __fish_seen_subcommand_from init" -l app-migrates -d 'Let the server\'s role migrate too, so that `serve` can'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and __fish_seen_subcommand_from init" -l dry-run -d 'Print the statements without passwords, and change nothing'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and __fish_seen_subcommand_from init" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and __fish_seen_subcommand_from init" -s v -l verbose -d 'Say on standard error what is done and which statements databases are told, without values'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and __fish_seen_subcommand_from init" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and __fish_seen_subcommand_from init" -s V -l version -d 'Print version'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and __fish_seen_subcommand_from help" -f -a "up" -d 'Apply what is pending (the default)'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and __fish_seen_subcommand_from help" -f -a "status" -d 'Say what is applied and what is pending; changes nothing'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and __fish_seen_subcommand_from help" -f -a "plan" -d 'Say what would be executed, and what of it is risky; changes nothing'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and __fish_seen_subcommand_from help" -f -a "check" -d 'Say whether the applied migrations are still what they were; changes nothing'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and __fish_seen_subcommand_from help" -f -a "repair" -d 'Note an applied migration as it is in this program'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and __fish_seen_subcommand_from help" -f -a "down" -d 'Take back the last migrations of one add-on, with all that is in their tables'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and __fish_seen_subcommand_from help" -f -a "init" -d 'Make the databases and roles of the add-ons on a PostgreSQL server'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand migrate; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and not __fish_seen_subcommand_from create list show verify restore prune pin unpin drill help" -l folder -l to -d 'The folder of the backups, or `s3://bucket/prefix` [env: CLOCKIFY_ADDONS_BACKUP_DIR]' -r -F
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and not __fish_seen_subcommand_from create list show verify restore prune pin unpin drill help" -l addon -d 'Of this add-on only; may be given several times; all when not given' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and not __fish_seen_subcommand_from create list show verify restore prune pin unpin drill help" -l progress -d 'Whether to draw what is worked on; only ever on a terminal' -r -f -a "auto\t'On a terminal that can draw'
never\t'Not at all'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and not __fish_seen_subcommand_from create list show verify restore prune pin unpin drill help" -l format -d 'How results are written to standard output' -r -f -a "text\t'For people'
json\t'One JSON document'
ndjson\t'One JSON document a line, where there is a list'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and not __fish_seen_subcommand_from create list show verify restore prune pin unpin drill help" -l color -d 'When to use colours; NO_COLOR is obeyed too' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and not __fish_seen_subcommand_from create list show verify restore prune pin unpin drill help" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and not __fish_seen_subcommand_from create list show verify restore prune pin unpin drill help" -s v -l verbose -d 'Say on standard error what is done and which statements databases are told, without values'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and not __fish_seen_subcommand_from create list show verify restore prune pin unpin drill help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and not __fish_seen_subcommand_from create list show verify restore prune pin unpin drill help" -s V -l version -d 'Print version'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and not __fish_seen_subcommand_from create list show verify restore prune pin unpin drill help" -f -a "create" -d 'Make a backup (the default)'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and not __fish_seen_subcommand_from create list show verify restore prune pin unpin drill help" -f -a "list" -d 'What there is, the newest last'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and not __fish_seen_subcommand_from create list show verify restore prune pin unpin drill help" -f -a "show" -d 'One backup: its cut, its tables, and the keys that a restore needs'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and not __fish_seen_subcommand_from create list show verify restore prune pin unpin drill help" -f -a "verify" -d 'Read every byte of a backup again'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and not __fish_seen_subcommand_from create list show verify restore prune pin unpin drill help" -f -a "restore" -d 'Restore a backup, whole or in part, into the same engine or the other one'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and not __fish_seen_subcommand_from create list show verify restore prune pin unpin drill help" -f -a "prune" -d 'Remove backups that are no longer kept'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and not __fish_seen_subcommand_from create list show verify restore prune pin unpin drill help" -f -a "pin" -d 'Keep a backup until it is unpinned: `prune` never removes it'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and not __fish_seen_subcommand_from create list show verify restore prune pin unpin drill help" -f -a "unpin" -d 'Leave a backup to `prune` again'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and not __fish_seen_subcommand_from create list show verify restore prune pin unpin drill help" -f -a "drill" -d 'Restore a backup for practice, compare, and leave nothing behind'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and not __fish_seen_subcommand_from create list show verify restore prune pin unpin drill help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from create" -l archive -d 'In which form: `portable` lines for either engine, or `native`, what pg_dump makes or a SQLite file' -r -f -a "portable\t''
native\t''"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from create" -l output -d 'Write the backup to standard output, as a tar archive, instead of to its place' -r -f -a "-\t''"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from create" -l recipient -d 'Encrypt it for the owner of this public key of age; may be given several times [env: CLOCKIFY_ADDONS_BACKUP_AGE_RECIPIENTS]' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from create" -l recipients-file -d 'Encrypt it for the public keys in this file, one a line [env: CLOCKIFY_ADDONS_BACKUP_AGE_RECIPIENTS_FILE]' -r -F
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from create" -l textfile -d 'Write metrics of the run to this folder, for the textfile collector of node exporter' -r -F
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from create" -l ping-url -d 'Call this address when the run begins and, with its exit code, when it ends, as healthchecks.io expects it' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from create" -l before -d 'Run this by `sh -c` first; if it fails, no backup is made' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from create" -l after -d 'Run this by `sh -c` when the backup is made; if it fails, the exit code is 3' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from create" -l on-failure -d 'Run this by `sh -c` when no backup was made' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from create" -l hook-timeout -d 'Longest that each of these commands may take, in seconds' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from create" -l folder -l to -d 'The folder of the backups, or `s3://bucket/prefix` [env: CLOCKIFY_ADDONS_BACKUP_DIR]' -r -F
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from create" -l addon -d 'Of this add-on only; may be given several times; all when not given' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from create" -l progress -d 'Whether to draw what is worked on; only ever on a terminal' -r -f -a "auto\t'On a terminal that can draw'
never\t'Not at all'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from create" -l format -d 'How results are written to standard output' -r -f -a "text\t'For people'
json\t'One JSON document'
ndjson\t'One JSON document a line, where there is a list'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from create" -l color -d 'When to use colours; NO_COLOR is obeyed too' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from create" -l no-space-check -d 'Don\'t look first whether there is room'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from create" -l dry-run -d 'Say what would be backed up, and write nothing'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from create" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from create" -s v -l verbose -d 'Say on standard error what is done and which statements databases are told, without values'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from create" -s V -l version -d 'Print version'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from list" -l folder -l to -d 'The folder of the backups, or `s3://bucket/prefix` [env: CLOCKIFY_ADDONS_BACKUP_DIR]' -r -F
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from list" -l addon -d 'Of this add-on only; may be given several times; all when not given' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from list" -l progress -d 'Whether to draw what is worked on; only ever on a terminal' -r -f -a "auto\t'On a terminal that can draw'
never\t'Not at all'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from list" -l format -d 'How results are written to standard output' -r -f -a "text\t'For people'
json\t'One JSON document'
ndjson\t'One JSON document a line, where there is a list'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from list" -l color -d 'When to use colours; NO_COLOR is obeyed too' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say on standard error what is done and which statements databases are told, without values'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from list" -s V -l version -d 'Print version'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from show" -l folder -l to -d 'The folder of the backups, or `s3://bucket/prefix` [env: CLOCKIFY_ADDONS_BACKUP_DIR]' -r -F
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from show" -l addon -d 'Of this add-on only; may be given several times; all when not given' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from show" -l progress -d 'Whether to draw what is worked on; only ever on a terminal' -r -f -a "auto\t'On a terminal that can draw'
never\t'Not at all'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from show" -l format -d 'How results are written to standard output' -r -f -a "text\t'For people'
json\t'One JSON document'
ndjson\t'One JSON document a line, where there is a list'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from show" -l color -d 'When to use colours; NO_COLOR is obeyed too' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say on standard error what is done and which statements databases are told, without values'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from show" -s V -l version -d 'Print version'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from verify" -l identity -d 'File with the secret key of age that opens an encrypted backup; may be given several times' -r -F
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from verify" -l folder -l to -d 'The folder of the backups, or `s3://bucket/prefix` [env: CLOCKIFY_ADDONS_BACKUP_DIR]' -r -F
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from verify" -l addon -d 'Of this add-on only; may be given several times; all when not given' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from verify" -l progress -d 'Whether to draw what is worked on; only ever on a terminal' -r -f -a "auto\t'On a terminal that can draw'
never\t'Not at all'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from verify" -l format -d 'How results are written to standard output' -r -f -a "text\t'For people'
json\t'One JSON document'
ndjson\t'One JSON document a line, where there is a list'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from verify" -l color -d 'When to use colours; NO_COLOR is obeyed too' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from verify" -l all -d 'All of them'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from verify" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from verify" -s v -l verbose -d 'Say on standard error what is done and which statements databases are told, without values'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from verify" -s V -l version -d 'Print version'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from restore" -l table -d 'This table only; may be given several times' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from restore" -l workspace -d 'Rows of this workspace only' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from restore" -l into -d 'Into this database instead of the configured one; of one add-on. Without a password: that belongs in PGPASSFILE' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from restore" -l identity -d 'File with the secret key of age that opens an encrypted backup; may be given several times' -r -F
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from restore" -l folder -l to -d 'The folder of the backups, or `s3://bucket/prefix` [env: CLOCKIFY_ADDONS_BACKUP_DIR]' -r -F
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from restore" -l addon -d 'Of this add-on only; may be given several times; all when not given' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from restore" -l progress -d 'Whether to draw what is worked on; only ever on a terminal' -r -f -a "auto\t'On a terminal that can draw'
never\t'Not at all'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from restore" -l format -d 'How results are written to standard output' -r -f -a "text\t'For people'
json\t'One JSON document'
ndjson\t'One JSON document a line, where there is a list'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from restore" -l color -d 'When to use colours; NO_COLOR is obeyed too' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from restore" -l replace -d 'Remove what is in the way'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from restore" -l merge -d 'Of tables or a workspace: leave what is there as it is, and add what is missing'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from restore" -l yes -d 'With --replace: yes, lose what is there'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from restore" -l without-keys -d 'Restore even if what is sealed can\'t be opened'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from restore" -l dry-run -d 'Read and check everything, and change nothing'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from restore" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from restore" -s v -l verbose -d 'Say on standard error what is done and which statements databases are told, without values'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from restore" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from restore" -s V -l version -d 'Print version'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from prune" -l keep -d 'How many of each kind [env: CLOCKIFY_ADDONS_BACKUP_KEEP]' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from prune" -l folder -l to -d 'The folder of the backups, or `s3://bucket/prefix` [env: CLOCKIFY_ADDONS_BACKUP_DIR]' -r -F
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from prune" -l addon -d 'Of this add-on only; may be given several times; all when not given' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from prune" -l progress -d 'Whether to draw what is worked on; only ever on a terminal' -r -f -a "auto\t'On a terminal that can draw'
never\t'Not at all'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from prune" -l format -d 'How results are written to standard output' -r -f -a "text\t'For people'
json\t'One JSON document'
ndjson\t'One JSON document a line, where there is a list'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from prune" -l color -d 'When to use colours; NO_COLOR is obeyed too' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from prune" -l dry-run -d 'Say what would go, and remove nothing'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from prune" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from prune" -s v -l verbose -d 'Say on standard error what is done and which statements databases are told, without values'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from prune" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from prune" -s V -l version -d 'Print version'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from pin" -l reason -d 'Why, for whoever wonders later' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from pin" -l folder -l to -d 'The folder of the backups, or `s3://bucket/prefix` [env: CLOCKIFY_ADDONS_BACKUP_DIR]' -r -F
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from pin" -l addon -d 'Of this add-on only; may be given several times; all when not given' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from pin" -l progress -d 'Whether to draw what is worked on; only ever on a terminal' -r -f -a "auto\t'On a terminal that can draw'
never\t'Not at all'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from pin" -l format -d 'How results are written to standard output' -r -f -a "text\t'For people'
json\t'One JSON document'
ndjson\t'One JSON document a line, where there is a list'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from pin" -l color -d 'When to use colours; NO_COLOR is obeyed too' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from pin" -l dry-run -d 'Say what would be kept, and note nothing'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from pin" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from pin" -s v -l verbose -d 'Say on standard error what is done and which statements databases are told, without values'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from pin" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from pin" -s V -l version -d 'Print version'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from unpin" -l folder -l to -d 'The folder of the backups, or `s3://bucket/prefix` [env: CLOCKIFY_ADDONS_BACKUP_DIR]' -r -F
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from unpin" -l addon -d 'Of this add-on only; may be given several times; all when not given' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from unpin" -l progress -d 'Whether to draw what is worked on; only ever on a terminal' -r -f -a "auto\t'On a terminal that can draw'
never\t'Not at all'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from unpin" -l format -d 'How results are written to standard output' -r -f -a "text\t'For people'
json\t'One JSON document'
ndjson\t'One JSON document a line, where there is a list'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from unpin" -l color -d 'When to use colours; NO_COLOR is obeyed too' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from unpin" -l dry-run -d 'Say what would be left, and note nothing'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from unpin" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from unpin" -s v -l verbose -d 'Say on standard error what is done and which statements databases are told, without values'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from unpin" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from unpin" -s V -l version -d 'Print version'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from drill" -l identity -d 'File with the secret key of age that opens an encrypted backup; may be given several times' -r -F
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from drill" -l folder -l to -d 'The folder of the backups, or `s3://bucket/prefix` [env: CLOCKIFY_ADDONS_BACKUP_DIR]' -r -F
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from drill" -l addon -d 'Of this add-on only; may be given several times; all when not given' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from drill" -l progress -d 'Whether to draw what is worked on; only ever on a terminal' -r -f -a "auto\t'On a terminal that can draw'
never\t'Not at all'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from drill" -l format -d 'How results are written to standard output' -r -f -a "text\t'For people'
json\t'One JSON document'
ndjson\t'One JSON document a line, where there is a list'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from drill" -l color -d 'When to use colours; NO_COLOR is obeyed too' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from drill" -l without-keys -d 'Practise even if what is sealed can\'t be opened'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from drill" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from drill" -s v -l verbose -d 'Say on standard error what is done and which statements databases are told, without values'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from drill" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from drill" -s V -l version -d 'Print version'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from help" -f -a "create" -d 'Make a backup (the default)'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from help" -f -a "list" -d 'What there is, the newest last'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from help" -f -a "show" -d 'One backup: its cut, its tables, and the keys that a restore needs'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from help" -f -a "verify" -d 'Read every byte of a backup again'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from help" -f -a "restore" -d 'Restore a backup, whole or in part, into the same engine or the other one'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from help" -f -a "prune" -d 'Remove backups that are no longer kept'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from help" -f -a "pin" -d 'Keep a backup until it is unpinned: `prune` never removes it'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from help" -f -a "unpin" -d 'Leave a backup to `prune` again'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from help" -f -a "drill" -d 'Restore a backup for practice, compare, and leave nothing behind'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand backup; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand health" -l addon -d 'Of this add-on only; all when not given' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand health" -l url -d 'Ask here in place of where the settings say that servers listen' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand health" -l timeout -d 'How long the servers may take altogether, in seconds' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand health" -l max-transaction -d 'Age of an open transaction that is a finding, in seconds' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand health" -l min-room -d 'Room that has to be free on disks, in MiB' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand health" -l clockify-url -d 'Ask Clockify whether it can be reached at this address, in place of the configured ones' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand health" -l backups -d 'Where backups are kept [env: CLOCKIFY_ADDONS_BACKUP_DIR]' -r -F
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand health" -l max-backup-age -d 'Age of the newest backup that is a finding, in hours' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand health" -l max-drill-age -d 'Age of the last rehearsed restore that is a finding, in days; 8 with --deep, 35 with --production' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand health" -l format -d 'How results are written to standard output' -r -f -a "text\t'For people'
json\t'One JSON document'
ndjson\t'One JSON document a line, where there is a list'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand health" -l color -d 'When to use colours; NO_COLOR is obeyed too' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand health" -l deep -d 'Look at settings, files, keys, databases and room; needs no server'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand health" -l production -d 'Go through the production checklist of the deployment guide'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand health" -l strict -d 'Exit with 1 for warnings too'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand health" -l findings -d 'Show only what isn\'t as it should be'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand health" -l offline -d 'Don\'t ask Clockify, or the add-ons at their public addresses, whether they can be reached'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand health" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand health" -s v -l verbose -d 'Say on standard error what is done and which statements databases are told, without values'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand health" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand health" -s V -l version -d 'Print version'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and not __fish_seen_subcommand_from list show replay coverage tail help" -l addon -d 'Of which add-on' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and not __fish_seen_subcommand_from list show replay coverage tail help" -l format -d 'How results are written to standard output' -r -f -a "text\t'For people'
json\t'One JSON document'
ndjson\t'One JSON document a line, where there is a list'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and not __fish_seen_subcommand_from list show replay coverage tail help" -l color -d 'When to use colours; NO_COLOR is obeyed too' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and not __fish_seen_subcommand_from list show replay coverage tail help" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and not __fish_seen_subcommand_from list show replay coverage tail help" -s v -l verbose -d 'Say on standard error what is done and which statements databases are told, without values'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and not __fish_seen_subcommand_from list show replay coverage tail help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and not __fish_seen_subcommand_from list show replay coverage tail help" -s V -l version -d 'Print version'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and not __fish_seen_subcommand_from list show replay coverage tail help" -f -a "list" -d 'The newest events first, a page at a time'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and not __fish_seen_subcommand_from list show replay coverage tail help" -f -a "show" -d 'One event with its headers and body'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and not __fish_seen_subcommand_from list show replay coverage tail help" -f -a "replay" -d 'One event, or all that fit, through the flows again'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and not __fish_seen_subcommand_from list show replay coverage tail help" -f -a "coverage" -d 'How each event reaches the add-on, and if it doesn\'t, why'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and not __fish_seen_subcommand_from list show replay coverage tail help" -f -a "tail" -d 'New events as they arrive, until Ctrl-C'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and not __fish_seen_subcommand_from list show replay coverage tail help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and __fish_seen_subcommand_from list" -l workspace -d 'Of this workspace only' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and __fish_seen_subcommand_from list" -l type -d 'Of this type; may be given again' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and __fish_seen_subcommand_from list" -l source -d 'From Clockify or from custom sources' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and __fish_seen_subcommand_from list" -l since -d 'Received since: a time (2026-01-31T12:00:00Z) or an age (30m, 2h, 7d)' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and __fish_seen_subcommand_from list" -l until -d 'Received before: a time or an age' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and __fish_seen_subcommand_from list" -l limit -d 'How many' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and __fish_seen_subcommand_from list" -l before -d 'The next page: events older than this one' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and __fish_seen_subcommand_from list" -l addon -d 'Of which add-on' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and __fish_seen_subcommand_from list" -l format -d 'How results are written to standard output' -r -f -a "text\t'For people'
json\t'One JSON document'
ndjson\t'One JSON document a line, where there is a list'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and __fish_seen_subcommand_from list" -l color -d 'When to use colours; NO_COLOR is obeyed too' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and __fish_seen_subcommand_from list" -l unique -d 'Leave out events that repeat another'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and __fish_seen_subcommand_from list" -l by-type -d 'Count by type instead of listing'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say on standard error what is done and which statements databases are told, without values'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and __fish_seen_subcommand_from list" -s V -l version -d 'Print version'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and __fish_seen_subcommand_from show" -l workspace -d 'Of this workspace only' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and __fish_seen_subcommand_from show" -l addon -d 'Of which add-on' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and __fish_seen_subcommand_from show" -l format -d 'How results are written to standard output' -r -f -a "text\t'For people'
json\t'One JSON document'
ndjson\t'One JSON document a line, where there is a list'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and __fish_seen_subcommand_from show" -l color -d 'When to use colours; NO_COLOR is obeyed too' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say on standard error what is done and which statements databases are told, without values'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and __fish_seen_subcommand_from show" -s V -l version -d 'Print version'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and __fish_seen_subcommand_from replay" -l workspace -d 'In which workspace; needed where more than one has the add-on' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and __fish_seen_subcommand_from replay" -l since -d 'Received since: a time or an age (30m, 2h, 7d)' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and __fish_seen_subcommand_from replay" -l until -d 'Received before: a time or an age' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and __fish_seen_subcommand_from replay" -l type -d 'Of this type; may be given again' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and __fish_seen_subcommand_from replay" -l source -d 'From clockify, or from the custom source of this name' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and __fish_seen_subcommand_from replay" -l state -d 'Only where the flow\'s latest run for the event is in this state; may be given again' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and __fish_seen_subcommand_from replay" -l flow -d 'Only through this flow, its id or name; may be given again' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and __fish_seen_subcommand_from replay" -l rate -d 'Events per second, 1 to 1000' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and __fish_seen_subcommand_from replay" -l addon -d 'Of which add-on' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and __fish_seen_subcommand_from replay" -l format -d 'How results are written to standard output' -r -f -a "text\t'For people'
json\t'One JSON document'
ndjson\t'One JSON document a line, where there is a list'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and __fish_seen_subcommand_from replay" -l color -d 'When to use colours; NO_COLOR is obeyed too' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and __fish_seen_subcommand_from replay" -l all -d 'Every event of the log'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and __fish_seen_subcommand_from replay" -l original -d 'In the version that ran when the event came, not in the one that counts now'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and __fish_seen_subcommand_from replay" -l dry-run -d 'Say how many it would be, and begin nothing'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and __fish_seen_subcommand_from replay" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and __fish_seen_subcommand_from replay" -s v -l verbose -d 'Say on standard error what is done and which statements databases are told, without values'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and __fish_seen_subcommand_from replay" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and __fish_seen_subcommand_from replay" -s V -l version -d 'Print version'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and __fish_seen_subcommand_from coverage" -l workspace -d 'Of this workspace only' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and __fish_seen_subcommand_from coverage" -l addon -d 'Of which add-on' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and __fish_seen_subcommand_from coverage" -l format -d 'How results are written to standard output' -r -f -a "text\t'For people'
json\t'One JSON document'
ndjson\t'One JSON document a line, where there is a list'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and __fish_seen_subcommand_from coverage" -l color -d 'When to use colours; NO_COLOR is obeyed too' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and __fish_seen_subcommand_from coverage" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and __fish_seen_subcommand_from coverage" -s v -l verbose -d 'Say on standard error what is done and which statements databases are told, without values'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and __fish_seen_subcommand_from coverage" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and __fish_seen_subcommand_from coverage" -s V -l version -d 'Print version'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and __fish_seen_subcommand_from tail" -l workspace -d 'Of this workspace only' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and __fish_seen_subcommand_from tail" -l type -d 'Of this type; may be given again' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and __fish_seen_subcommand_from tail" -l source -d 'From Clockify or from custom sources' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and __fish_seen_subcommand_from tail" -l since -d 'Received since: a time (2026-01-31T12:00:00Z) or an age (30m, 2h, 7d)' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and __fish_seen_subcommand_from tail" -l until -d 'Received before: a time or an age' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and __fish_seen_subcommand_from tail" -l addon -d 'Of which add-on' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and __fish_seen_subcommand_from tail" -l format -d 'How results are written to standard output' -r -f -a "text\t'For people'
json\t'One JSON document'
ndjson\t'One JSON document a line, where there is a list'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and __fish_seen_subcommand_from tail" -l color -d 'When to use colours; NO_COLOR is obeyed too' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and __fish_seen_subcommand_from tail" -l unique -d 'Leave out events that repeat another'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and __fish_seen_subcommand_from tail" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and __fish_seen_subcommand_from tail" -s v -l verbose -d 'Say on standard error what is done and which statements databases are told, without values'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and __fish_seen_subcommand_from tail" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and __fish_seen_subcommand_from tail" -s V -l version -d 'Print version'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and __fish_seen_subcommand_from help" -f -a "list" -d 'The newest events first, a page at a time'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and __fish_seen_subcommand_from help" -f -a "show" -d 'One event with its headers and body'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and __fish_seen_subcommand_from help" -f -a "replay" -d 'One event, or all that fit, through the flows again'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and __fish_seen_subcommand_from help" -f -a "coverage" -d 'How each event reaches the add-on, and if it doesn\'t, why'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and __fish_seen_subcommand_from help" -f -a "tail" -d 'New events as they arrive, until Ctrl-C'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand events; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and not __fish_seen_subcommand_from list show validate import export test runs run retry cancel enable disable hold resume delete secrets templates help" -l addon -d 'Of which add-on' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and not __fish_seen_subcommand_from list show validate import export test runs run retry cancel enable disable hold resume delete secrets templates help" -l workspace -d 'In which workspace; needed where more than one has the add-on' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and not __fish_seen_subcommand_from list show validate import export test runs run retry cancel enable disable hold resume delete secrets templates help" -l format -d 'How results are written to standard output' -r -f -a "text\t'For people'
json\t'One JSON document'
ndjson\t'One JSON document a line, where there is a list'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and not __fish_seen_subcommand_from list show validate import export test runs run retry cancel enable disable hold resume delete secrets templates help" -l color -d 'When to use colours; NO_COLOR is obeyed too' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and not __fish_seen_subcommand_from list show validate import export test runs run retry cancel enable disable hold resume delete secrets templates help" -l dry-run -d 'Say what would be changed, and change nothing'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and not __fish_seen_subcommand_from list show validate import export test runs run retry cancel enable disable hold resume delete secrets templates help" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and not __fish_seen_subcommand_from list show validate import export test runs run retry cancel enable disable hold resume delete secrets templates help" -s v -l verbose -d 'Say on standard error what is done and which statements databases are told, without values'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and not __fish_seen_subcommand_from list show validate import export test runs run retry cancel enable disable hold resume delete secrets templates help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and not __fish_seen_subcommand_from list show validate import export test runs run retry cancel enable disable hold resume delete secrets templates help" -s V -l version -d 'Print version'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and not __fish_seen_subcommand_from list show validate import export test runs run retry cancel enable disable hold resume delete secrets templates help" -f -a "list" -d 'The flows, by name'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and not __fish_seen_subcommand_from list show validate import export test runs run retry cancel enable disable hold resume delete secrets templates help" -f -a "show" -d 'One flow with its document'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and not __fish_seen_subcommand_from list show validate import export test runs run retry cancel enable disable hold resume delete secrets templates help" -f -a "validate" -d 'Every mistake in a document, without a database'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and not __fish_seen_subcommand_from list show validate import export test runs run retry cancel enable disable hold resume delete secrets templates help" -f -a "import" -d 'Store a document, an export, or a flow of the Python system'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and not __fish_seen_subcommand_from list show validate import export test runs run retry cancel enable disable hold resume delete secrets templates help" -f -a "export" -d 'A flow without what belongs to its workspace'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and not __fish_seen_subcommand_from list show validate import export test runs run retry cancel enable disable hold resume delete secrets templates help" -f -a "test" -d 'What a flow would do: nothing is changed, writes are shown'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and not __fish_seen_subcommand_from list show validate import export test runs run retry cancel enable disable hold resume delete secrets templates help" -f -a "runs" -d 'The newest runs'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and not __fish_seen_subcommand_from list show validate import export test runs run retry cancel enable disable hold resume delete secrets templates help" -f -a "run" -d 'One run with its steps'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and not __fish_seen_subcommand_from list show validate import export test runs run retry cancel enable disable hold resume delete secrets templates help" -f -a "retry" -d 'Try a run again that failed or was cancelled, from the step that failed'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and not __fish_seen_subcommand_from list show validate import export test runs run retry cancel enable disable hold resume delete secrets templates help" -f -a "cancel" -d 'Put an end to a run'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and not __fish_seen_subcommand_from list show validate import export test runs run retry cancel enable disable hold resume delete secrets templates help" -f -a "enable" -d 'Let events start a flow'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and not __fish_seen_subcommand_from list show validate import export test runs run retry cancel enable disable hold resume delete secrets templates help" -f -a "disable" -d 'Keep events from starting a flow, and cancel what waits'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and not __fish_seen_subcommand_from list show validate import export test runs run retry cancel enable disable hold resume delete secrets templates help" -f -a "hold" -d 'Keep a flow\'s runs back'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and not __fish_seen_subcommand_from list show validate import export test runs run retry cancel enable disable hold resume delete secrets templates help" -f -a "resume" -d 'Let a flow\'s runs go on, the oldest first'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and not __fish_seen_subcommand_from list show validate import export test runs run retry cancel enable disable hold resume delete secrets templates help" -f -a "delete" -d 'Delete a flow and cancel what waits; its runs stay'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and not __fish_seen_subcommand_from list show validate import export test runs run retry cancel enable disable hold resume delete secrets templates help" -f -a "secrets" -d 'Secrets for steps that call other systems'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and not __fish_seen_subcommand_from list show validate import export test runs run retry cancel enable disable hold resume delete secrets templates help" -f -a "templates" -d 'Flows that are ready to be used'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and not __fish_seen_subcommand_from list show validate import export test runs run retry cancel enable disable hold resume delete secrets templates help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from list" -l addon -d 'Of which add-on' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from list" -l workspace -d 'In which workspace; needed where more than one has the add-on' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from list" -l format -d 'How results are written to standard output' -r -f -a "text\t'For people'
json\t'One JSON document'
ndjson\t'One JSON document a line, where there is a list'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from list" -l color -d 'When to use colours; NO_COLOR is obeyed too' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from list" -l dry-run -d 'Say what would be changed, and change nothing'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say on standard error what is done and which statements databases are told, without values'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from list" -s V -l version -d 'Print version'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from show" -l at -d 'Of this version, not of the one that counts' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from show" -l addon -d 'Of which add-on' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from show" -l workspace -d 'In which workspace; needed where more than one has the add-on' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from show" -l format -d 'How results are written to standard output' -r -f -a "text\t'For people'
json\t'One JSON document'
ndjson\t'One JSON document a line, where there is a list'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from show" -l color -d 'When to use colours; NO_COLOR is obeyed too' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from show" -l dry-run -d 'Say what would be changed, and change nothing'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say on standard error what is done and which statements databases are told, without values'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from show" -s V -l version -d 'Print version'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from validate" -l addon -d 'Of which add-on' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from validate" -l workspace -d 'In which workspace; needed where more than one has the add-on' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from validate" -l format -d 'How results are written to standard output' -r -f -a "text\t'For people'
json\t'One JSON document'
ndjson\t'One JSON document a line, where there is a list'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from validate" -l color -d 'When to use colours; NO_COLOR is obeyed too' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from validate" -l dry-run -d 'Say what would be changed, and change nothing'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from validate" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from validate" -s v -l verbose -d 'Say on standard error what is done and which statements databases are told, without values'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from validate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from validate" -s V -l version -d 'Print version'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from import" -l input -d 'What to put in the place of an input of an export; may be given again' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from import" -l addon -d 'Of which add-on' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from import" -l workspace -d 'In which workspace; needed where more than one has the add-on' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from import" -l format -d 'How results are written to standard output' -r -f -a "text\t'For people'
json\t'One JSON document'
ndjson\t'One JSON document a line, where there is a list'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from import" -l color -d 'When to use colours; NO_COLOR is obeyed too' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from import" -l enable -d 'Let events start it at once'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from import" -l replace -d 'Save it as a new version of the flow of its name, if there is one'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from import" -l dry-run -d 'Say what would be changed, and change nothing'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from import" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from import" -s v -l verbose -d 'Say on standard error what is done and which statements databases are told, without values'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from import" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from import" -s V -l version -d 'Print version'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from export" -l addon -d 'Of which add-on' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from export" -l workspace -d 'In which workspace; needed where more than one has the add-on' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from export" -l format -d 'How results are written to standard output' -r -f -a "text\t'For people'
json\t'One JSON document'
ndjson\t'One JSON document a line, where there is a list'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from export" -l color -d 'When to use colours; NO_COLOR is obeyed too' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from export" -l dry-run -d 'Say what would be changed, and change nothing'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from export" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from export" -s v -l verbose -d 'Say on standard error what is done and which statements databases are told, without values'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from export" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from export" -s V -l version -d 'Print version'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from test" -l file -d 'A document that isn\'t stored, or `-` for standard input' -r -F
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from test" -l event -d 'On this event of the log' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from test" -l payload -d 'On the payload in this file' -r -F
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from test" -l answers -d 'What operations answer, by their names, in place of asking Clockify' -r -F
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from test" -l addon -d 'Of which add-on' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from test" -l workspace -d 'In which workspace; needed where more than one has the add-on' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from test" -l format -d 'How results are written to standard output' -r -f -a "text\t'For people'
json\t'One JSON document'
ndjson\t'One JSON document a line, where there is a list'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from test" -l color -d 'When to use colours; NO_COLOR is obeyed too' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from test" -l sandbox -d 'Of the simulated Clockify of `serve --sandbox`, which is on this machine'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from test" -l dry-run -d 'Say what would be changed, and change nothing'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from test" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from test" -s v -l verbose -d 'Say on standard error what is done and which statements databases are told, without values'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from test" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from test" -s V -l version -d 'Print version'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from runs" -l flow -d 'Of this flow: its id or name' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from runs" -l state -d 'In this state: queued, waiting, running, held, succeeded, filtered, failed, cancelled' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from runs" -l event -d 'Started by this event' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from runs" -l since -d 'Decided on since: a time or an age (30m, 2h, 7d)' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from runs" -l until -d 'Decided on before: a time or an age' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from runs" -l limit -d 'How many' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from runs" -l before -d 'The next page: runs older than this one' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from runs" -l addon -d 'Of which add-on' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from runs" -l workspace -d 'In which workspace; needed where more than one has the add-on' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from runs" -l format -d 'How results are written to standard output' -r -f -a "text\t'For people'
json\t'One JSON document'
ndjson\t'One JSON document a line, where there is a list'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from runs" -l color -d 'When to use colours; NO_COLOR is obeyed too' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from runs" -l dry-run -d 'Say what would be changed, and change nothing'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from runs" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from runs" -s v -l verbose -d 'Say on standard error what is done and which statements databases are told, without values'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from runs" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from runs" -s V -l version -d 'Print version'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from run" -l addon -d 'Of which add-on' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from run" -l workspace -d 'In which workspace; needed where more than one has the add-on' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from run" -l format -d 'How results are written to standard output' -r -f -a "text\t'For people'
json\t'One JSON document'
ndjson\t'One JSON document a line, where there is a list'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from run" -l color -d 'When to use colours; NO_COLOR is obeyed too' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from run" -l dry-run -d 'Say what would be changed, and change nothing'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from run" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from run" -s v -l verbose -d 'Say on standard error what is done and which statements databases are told, without values'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from run" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from run" -s V -l version -d 'Print version'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from retry" -l addon -d 'Of which add-on' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from retry" -l workspace -d 'In which workspace; needed where more than one has the add-on' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from retry" -l format -d 'How results are written to standard output' -r -f -a "text\t'For people'
json\t'One JSON document'
ndjson\t'One JSON document a line, where there is a list'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from retry" -l color -d 'When to use colours; NO_COLOR is obeyed too' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from retry" -l dry-run -d 'Say what would be changed, and change nothing'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from retry" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from retry" -s v -l verbose -d 'Say on standard error what is done and which statements databases are told, without values'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from retry" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from retry" -s V -l version -d 'Print version'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from cancel" -l addon -d 'Of which add-on' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from cancel" -l workspace -d 'In which workspace; needed where more than one has the add-on' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from cancel" -l format -d 'How results are written to standard output' -r -f -a "text\t'For people'
json\t'One JSON document'
ndjson\t'One JSON document a line, where there is a list'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from cancel" -l color -d 'When to use colours; NO_COLOR is obeyed too' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from cancel" -l dry-run -d 'Say what would be changed, and change nothing'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from cancel" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from cancel" -s v -l verbose -d 'Say on standard error what is done and which statements databases are told, without values'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from cancel" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from cancel" -s V -l version -d 'Print version'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from enable" -l addon -d 'Of which add-on' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from enable" -l workspace -d 'In which workspace; needed where more than one has the add-on' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from enable" -l format -d 'How results are written to standard output' -r -f -a "text\t'For people'
json\t'One JSON document'
ndjson\t'One JSON document a line, where there is a list'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from enable" -l color -d 'When to use colours; NO_COLOR is obeyed too' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from enable" -l dry-run -d 'Say what would be changed, and change nothing'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from enable" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from enable" -s v -l verbose -d 'Say on standard error what is done and which statements databases are told, without values'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from enable" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from enable" -s V -l version -d 'Print version'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from disable" -l addon -d 'Of which add-on' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from disable" -l workspace -d 'In which workspace; needed where more than one has the add-on' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from disable" -l format -d 'How results are written to standard output' -r -f -a "text\t'For people'
json\t'One JSON document'
ndjson\t'One JSON document a line, where there is a list'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from disable" -l color -d 'When to use colours; NO_COLOR is obeyed too' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from disable" -l dry-run -d 'Say what would be changed, and change nothing'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from disable" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from disable" -s v -l verbose -d 'Say on standard error what is done and which statements databases are told, without values'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from disable" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from disable" -s V -l version -d 'Print version'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from hold" -l note -d 'Why, for whoever finds it held' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from hold" -l addon -d 'Of which add-on' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from hold" -l workspace -d 'In which workspace; needed where more than one has the add-on' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from hold" -l format -d 'How results are written to standard output' -r -f -a "text\t'For people'
json\t'One JSON document'
ndjson\t'One JSON document a line, where there is a list'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from hold" -l color -d 'When to use colours; NO_COLOR is obeyed too' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from hold" -l dry-run -d 'Say what would be changed, and change nothing'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from hold" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from hold" -s v -l verbose -d 'Say on standard error what is done and which statements databases are told, without values'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from hold" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from hold" -s V -l version -d 'Print version'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from resume" -l addon -d 'Of which add-on' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from resume" -l workspace -d 'In which workspace; needed where more than one has the add-on' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from resume" -l format -d 'How results are written to standard output' -r -f -a "text\t'For people'
json\t'One JSON document'
ndjson\t'One JSON document a line, where there is a list'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from resume" -l color -d 'When to use colours; NO_COLOR is obeyed too' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from resume" -l dry-run -d 'Say what would be changed, and change nothing'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from resume" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from resume" -s v -l verbose -d 'Say on standard error what is done and which statements databases are told, without values'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from resume" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from resume" -s V -l version -d 'Print version'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from delete" -l addon -d 'Of which add-on' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from delete" -l workspace -d 'In which workspace; needed where more than one has the add-on' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from delete" -l format -d 'How results are written to standard output' -r -f -a "text\t'For people'
json\t'One JSON document'
ndjson\t'One JSON document a line, where there is a list'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from delete" -l color -d 'When to use colours; NO_COLOR is obeyed too' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from delete" -l yes -d 'Don\'t ask'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from delete" -l dry-run -d 'Say what would be changed, and change nothing'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from delete" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from delete" -s v -l verbose -d 'Say on standard error what is done and which statements databases are told, without values'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from delete" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from delete" -s V -l version -d 'Print version'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from secrets" -l addon -d 'Of which add-on' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from secrets" -l workspace -d 'In which workspace; needed where more than one has the add-on' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from secrets" -l format -d 'How results are written to standard output' -r -f -a "text\t'For people'
json\t'One JSON document'
ndjson\t'One JSON document a line, where there is a list'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from secrets" -l color -d 'When to use colours; NO_COLOR is obeyed too' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from secrets" -l dry-run -d 'Say what would be changed, and change nothing'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from secrets" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from secrets" -s v -l verbose -d 'Say on standard error what is done and which statements databases are told, without values'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from secrets" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from secrets" -s V -l version -d 'Print version'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from secrets" -f -a "set" -d 'Set a secret, or give it another value'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from secrets" -f -a "list" -d 'The names; values are never shown again'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from secrets" -f -a "remove" -d 'Remove a secret; steps that use it fail from then on'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from secrets" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from templates" -l addon -d 'Of which add-on' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from templates" -l workspace -d 'In which workspace; needed where more than one has the add-on' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from templates" -l format -d 'How results are written to standard output' -r -f -a "text\t'For people'
json\t'One JSON document'
ndjson\t'One JSON document a line, where there is a list'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from templates" -l color -d 'When to use colours; NO_COLOR is obeyed too' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from templates" -l dry-run -d 'Say what would be changed, and change nothing'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from templates" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from templates" -s v -l verbose -d 'Say on standard error what is done and which statements databases are told, without values'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from templates" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from templates" -s V -l version -d 'Print version'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from templates" -f -a "list" -d 'All that fit the add-on'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from templates" -f -a "show" -d 'One with its inputs and its document'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from templates" -f -a "use" -d 'Make a flow of one'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from templates" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from help" -f -a "list" -d 'The flows, by name'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from help" -f -a "show" -d 'One flow with its document'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from help" -f -a "validate" -d 'Every mistake in a document, without a database'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from help" -f -a "import" -d 'Store a document, an export, or a flow of the Python system'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from help" -f -a "export" -d 'A flow without what belongs to its workspace'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from help" -f -a "test" -d 'What a flow would do: nothing is changed, writes are shown'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from help" -f -a "runs" -d 'The newest runs'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from help" -f -a "run" -d 'One run with its steps'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from help" -f -a "retry" -d 'Try a run again that failed or was cancelled, from the step that failed'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from help" -f -a "cancel" -d 'Put an end to a run'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from help" -f -a "enable" -d 'Let events start a flow'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from help" -f -a "disable" -d 'Keep events from starting a flow, and cancel what waits'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from help" -f -a "hold" -d 'Keep a flow\'s runs back'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from help" -f -a "resume" -d 'Let a flow\'s runs go on, the oldest first'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from help" -f -a "delete" -d 'Delete a flow and cancel what waits; its runs stay'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from help" -f -a "secrets" -d 'Secrets for steps that call other systems'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from help" -f -a "templates" -d 'Flows that are ready to be used'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand flows; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand replays; and not __fish_seen_subcommand_from list show cancel help" -l addon -d 'Of which add-on' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand replays; and not __fish_seen_subcommand_from list show cancel help" -l workspace -d 'In which workspace; needed where more than one has the add-on' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand replays; and not __fish_seen_subcommand_from list show cancel help" -l format -d 'How results are written to standard output' -r -f -a "text\t'For people'
json\t'One JSON document'
ndjson\t'One JSON document a line, where there is a list'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand replays; and not __fish_seen_subcommand_from list show cancel help" -l color -d 'When to use colours; NO_COLOR is obeyed too' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand replays; and not __fish_seen_subcommand_from list show cancel help" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand replays; and not __fish_seen_subcommand_from list show cancel help" -s v -l verbose -d 'Say on standard error what is done and which statements databases are told, without values'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand replays; and not __fish_seen_subcommand_from list show cancel help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand replays; and not __fish_seen_subcommand_from list show cancel help" -s V -l version -d 'Print version'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand replays; and not __fish_seen_subcommand_from list show cancel help" -f -a "list" -d 'The newest replays first'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand replays; and not __fish_seen_subcommand_from list show cancel help" -f -a "show" -d 'One replay: how far it is, and what became of its runs'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand replays; and not __fish_seen_subcommand_from list show cancel help" -f -a "cancel" -d 'Stop a replay, and cancel its runs that wait'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand replays; and not __fish_seen_subcommand_from list show cancel help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand replays; and __fish_seen_subcommand_from list" -l limit -d 'How many' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand replays; and __fish_seen_subcommand_from list" -l before -d 'The next page: replays older than this one' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand replays; and __fish_seen_subcommand_from list" -l addon -d 'Of which add-on' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand replays; and __fish_seen_subcommand_from list" -l workspace -d 'In which workspace; needed where more than one has the add-on' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand replays; and __fish_seen_subcommand_from list" -l format -d 'How results are written to standard output' -r -f -a "text\t'For people'
json\t'One JSON document'
ndjson\t'One JSON document a line, where there is a list'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand replays; and __fish_seen_subcommand_from list" -l color -d 'When to use colours; NO_COLOR is obeyed too' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand replays; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand replays; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say on standard error what is done and which statements databases are told, without values'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand replays; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand replays; and __fish_seen_subcommand_from list" -s V -l version -d 'Print version'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand replays; and __fish_seen_subcommand_from show" -l addon -d 'Of which add-on' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand replays; and __fish_seen_subcommand_from show" -l workspace -d 'In which workspace; needed where more than one has the add-on' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand replays; and __fish_seen_subcommand_from show" -l format -d 'How results are written to standard output' -r -f -a "text\t'For people'
json\t'One JSON document'
ndjson\t'One JSON document a line, where there is a list'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand replays; and __fish_seen_subcommand_from show" -l color -d 'When to use colours; NO_COLOR is obeyed too' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand replays; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand replays; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say on standard error what is done and which statements databases are told, without values'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand replays; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand replays; and __fish_seen_subcommand_from show" -s V -l version -d 'Print version'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand replays; and __fish_seen_subcommand_from cancel" -l addon -d 'Of which add-on' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand replays; and __fish_seen_subcommand_from cancel" -l workspace -d 'In which workspace; needed where more than one has the add-on' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand replays; and __fish_seen_subcommand_from cancel" -l format -d 'How results are written to standard output' -r -f -a "text\t'For people'
json\t'One JSON document'
ndjson\t'One JSON document a line, where there is a list'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand replays; and __fish_seen_subcommand_from cancel" -l color -d 'When to use colours; NO_COLOR is obeyed too' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand replays; and __fish_seen_subcommand_from cancel" -l dry-run -d 'Say what would be stopped, and stop nothing'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand replays; and __fish_seen_subcommand_from cancel" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand replays; and __fish_seen_subcommand_from cancel" -s v -l verbose -d 'Say on standard error what is done and which statements databases are told, without values'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand replays; and __fish_seen_subcommand_from cancel" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand replays; and __fish_seen_subcommand_from cancel" -s V -l version -d 'Print version'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand replays; and __fish_seen_subcommand_from help" -f -a "list" -d 'The newest replays first'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand replays; and __fish_seen_subcommand_from help" -f -a "show" -d 'One replay: how far it is, and what became of its runs'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand replays; and __fish_seen_subcommand_from help" -f -a "cancel" -d 'Stop a replay, and cancel its runs that wait'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand replays; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand sources; and not __fish_seen_subcommand_from add list rotate remove help" -l addon -d 'Of which add-on' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand sources; and not __fish_seen_subcommand_from add list rotate remove help" -l format -d 'How results are written to standard output' -r -f -a "text\t'For people'
json\t'One JSON document'
ndjson\t'One JSON document a line, where there is a list'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand sources; and not __fish_seen_subcommand_from add list rotate remove help" -l color -d 'When to use colours; NO_COLOR is obeyed too' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand sources; and not __fish_seen_subcommand_from add list rotate remove help" -l dry-run -d 'Say what would be changed, and change nothing'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand sources; and not __fish_seen_subcommand_from add list rotate remove help" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand sources; and not __fish_seen_subcommand_from add list rotate remove help" -s v -l verbose -d 'Say on standard error what is done and which statements databases are told, without values'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand sources; and not __fish_seen_subcommand_from add list rotate remove help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand sources; and not __fish_seen_subcommand_from add list rotate remove help" -s V -l version -d 'Print version'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand sources; and not __fish_seen_subcommand_from add list rotate remove help" -f -a "add" -d 'Register a source'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand sources; and not __fish_seen_subcommand_from add list rotate remove help" -f -a "list" -d 'List the sources; secrets are never shown again'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand sources; and not __fish_seen_subcommand_from add list rotate remove help" -f -a "rotate" -d 'Give a source a new secret'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand sources; and not __fish_seen_subcommand_from add list rotate remove help" -f -a "remove" -d 'Remove a source; its events stay'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand sources; and not __fish_seen_subcommand_from add list rotate remove help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand sources; and __fish_seen_subcommand_from add" -l workspace -d 'The workspace that receives its events' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand sources; and __fish_seen_subcommand_from add" -l scheme -d 'How its deliveries are signed' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand sources; and __fish_seen_subcommand_from add" -l header -d 'The header that holds the signature, for hmac-sha256' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand sources; and __fish_seen_subcommand_from add" -l secret-file -d 'Read the secret from this file, or from standard input with `-`; made when not given' -r -F
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand sources; and __fish_seen_subcommand_from add" -l addon -d 'Of which add-on' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand sources; and __fish_seen_subcommand_from add" -l format -d 'How results are written to standard output' -r -f -a "text\t'For people'
json\t'One JSON document'
ndjson\t'One JSON document a line, where there is a list'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand sources; and __fish_seen_subcommand_from add" -l color -d 'When to use colours; NO_COLOR is obeyed too' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand sources; and __fish_seen_subcommand_from add" -l dry-run -d 'Say what would be changed, and change nothing'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand sources; and __fish_seen_subcommand_from add" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand sources; and __fish_seen_subcommand_from add" -s v -l verbose -d 'Say on standard error what is done and which statements databases are told, without values'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand sources; and __fish_seen_subcommand_from add" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand sources; and __fish_seen_subcommand_from add" -s V -l version -d 'Print version'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand sources; and __fish_seen_subcommand_from list" -l workspace -d 'Of this workspace only' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand sources; and __fish_seen_subcommand_from list" -l addon -d 'Of which add-on' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand sources; and __fish_seen_subcommand_from list" -l format -d 'How results are written to standard output' -r -f -a "text\t'For people'
json\t'One JSON document'
ndjson\t'One JSON document a line, where there is a list'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand sources; and __fish_seen_subcommand_from list" -l color -d 'When to use colours; NO_COLOR is obeyed too' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand sources; and __fish_seen_subcommand_from list" -l dry-run -d 'Say what would be changed, and change nothing'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand sources; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand sources; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say on standard error what is done and which statements databases are told, without values'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand sources; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand sources; and __fish_seen_subcommand_from list" -s V -l version -d 'Print version'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand sources; and __fish_seen_subcommand_from rotate" -l workspace -d 'Its workspace' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand sources; and __fish_seen_subcommand_from rotate" -l overlap -d 'How long the old secret stays valid, in hours' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand sources; and __fish_seen_subcommand_from rotate" -l secret-file -d 'Read the secret from this file, or from standard input with `-`; made when not given' -r -F
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand sources; and __fish_seen_subcommand_from rotate" -l addon -d 'Of which add-on' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand sources; and __fish_seen_subcommand_from rotate" -l format -d 'How results are written to standard output' -r -f -a "text\t'For people'
json\t'One JSON document'
ndjson\t'One JSON document a line, where there is a list'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand sources; and __fish_seen_subcommand_from rotate" -l color -d 'When to use colours; NO_COLOR is obeyed too' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand sources; and __fish_seen_subcommand_from rotate" -l dry-run -d 'Say what would be changed, and change nothing'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand sources; and __fish_seen_subcommand_from rotate" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand sources; and __fish_seen_subcommand_from rotate" -s v -l verbose -d 'Say on standard error what is done and which statements databases are told, without values'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand sources; and __fish_seen_subcommand_from rotate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand sources; and __fish_seen_subcommand_from rotate" -s V -l version -d 'Print version'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand sources; and __fish_seen_subcommand_from remove" -l workspace -d 'Its workspace' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand sources; and __fish_seen_subcommand_from remove" -l addon -d 'Of which add-on' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand sources; and __fish_seen_subcommand_from remove" -l format -d 'How results are written to standard output' -r -f -a "text\t'For people'
json\t'One JSON document'
ndjson\t'One JSON document a line, where there is a list'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand sources; and __fish_seen_subcommand_from remove" -l color -d 'When to use colours; NO_COLOR is obeyed too' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand sources; and __fish_seen_subcommand_from remove" -l yes -d 'Don\'t ask'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand sources; and __fish_seen_subcommand_from remove" -l dry-run -d 'Say what would be changed, and change nothing'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand sources; and __fish_seen_subcommand_from remove" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand sources; and __fish_seen_subcommand_from remove" -s v -l verbose -d 'Say on standard error what is done and which statements databases are told, without values'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand sources; and __fish_seen_subcommand_from remove" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand sources; and __fish_seen_subcommand_from remove" -s V -l version -d 'Print version'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand sources; and __fish_seen_subcommand_from help" -f -a "add" -d 'Register a source'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand sources; and __fish_seen_subcommand_from help" -f -a "list" -d 'List the sources; secrets are never shown again'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand sources; and __fish_seen_subcommand_from help" -f -a "rotate" -d 'Give a source a new secret'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand sources; and __fish_seen_subcommand_from help" -f -a "remove" -d 'Remove a source; its events stay'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand sources; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand bootstrap" -l addon -d 'Of which add-on' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand bootstrap" -l workspace -d 'Of this workspace' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand bootstrap" -l progress -d 'Whether to draw how far it is; only ever on a terminal' -r -f -a "auto\t'On a terminal that can draw'
never\t'Not at all'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand bootstrap" -l format -d 'How results are written to standard output' -r -f -a "text\t'For people'
json\t'One JSON document'
ndjson\t'One JSON document a line, where there is a list'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand bootstrap" -l color -d 'When to use colours; NO_COLOR is obeyed too' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand bootstrap" -l all-workspaces -d 'Of every workspace that has the add-on'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand bootstrap" -l full -d 'Begin anew, even where an unfinished run could go on'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand bootstrap" -l dry-run -d 'Say what would be fetched, and fetch nothing'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand bootstrap" -l sandbox -d 'Of the simulated Clockify of `serve --sandbox`, which is on this machine'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand bootstrap" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand bootstrap" -s v -l verbose -d 'Say on standard error what is done and which statements databases are told, without values'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand bootstrap" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand bootstrap" -s V -l version -d 'Print version'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand catalogue; and not __fish_seen_subcommand_from list show import help" -l format -d 'How results are written to standard output' -r -f -a "text\t'For people'
json\t'One JSON document'
ndjson\t'One JSON document a line, where there is a list'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand catalogue; and not __fish_seen_subcommand_from list show import help" -l color -d 'When to use colours; NO_COLOR is obeyed too' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand catalogue; and not __fish_seen_subcommand_from list show import help" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand catalogue; and not __fish_seen_subcommand_from list show import help" -s v -l verbose -d 'Say on standard error what is done and which statements databases are told, without values'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand catalogue; and not __fish_seen_subcommand_from list show import help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand catalogue; and not __fish_seen_subcommand_from list show import help" -s V -l version -d 'Print version'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand catalogue; and not __fish_seen_subcommand_from list show import help" -f -a "list" -d 'The operations, or those that fit, the best first'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand catalogue; and not __fish_seen_subcommand_from list show import help" -f -a "show" -d 'One operation with its parameters and its body'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand catalogue; and not __fish_seen_subcommand_from list show import help" -f -a "import" -d 'Make a table of an OpenAPI 3 file, JSON or YAML'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand catalogue; and not __fish_seen_subcommand_from list show import help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand catalogue; and __fish_seen_subcommand_from list" -l tag -d 'Of this group only, in upper or lower case' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand catalogue; and __fish_seen_subcommand_from list" -l method -d 'Of this method only' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand catalogue; and __fish_seen_subcommand_from list" -l format -d 'How results are written to standard output' -r -f -a "text\t'For people'
json\t'One JSON document'
ndjson\t'One JSON document a line, where there is a list'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand catalogue; and __fish_seen_subcommand_from list" -l color -d 'When to use colours; NO_COLOR is obeyed too' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand catalogue; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand catalogue; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say on standard error what is done and which statements databases are told, without values'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand catalogue; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand catalogue; and __fish_seen_subcommand_from list" -s V -l version -d 'Print version'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand catalogue; and __fish_seen_subcommand_from show" -l format -d 'How results are written to standard output' -r -f -a "text\t'For people'
json\t'One JSON document'
ndjson\t'One JSON document a line, where there is a list'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand catalogue; and __fish_seen_subcommand_from show" -l color -d 'When to use colours; NO_COLOR is obeyed too' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand catalogue; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand catalogue; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say on standard error what is done and which statements databases are told, without values'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand catalogue; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand catalogue; and __fish_seen_subcommand_from show" -s V -l version -d 'Print version'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand catalogue; and __fish_seen_subcommand_from import" -s o -l output -d 'Where to write the table, in place of standard output' -r -F
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand catalogue; and __fish_seen_subcommand_from import" -l format -d 'How results are written to standard output' -r -f -a "text\t'For people'
json\t'One JSON document'
ndjson\t'One JSON document a line, where there is a list'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand catalogue; and __fish_seen_subcommand_from import" -l color -d 'When to use colours; NO_COLOR is obeyed too' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand catalogue; and __fish_seen_subcommand_from import" -l dry-run -d 'Say what would be in the table, and write nothing'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand catalogue; and __fish_seen_subcommand_from import" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand catalogue; and __fish_seen_subcommand_from import" -s v -l verbose -d 'Say on standard error what is done and which statements databases are told, without values'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand catalogue; and __fish_seen_subcommand_from import" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand catalogue; and __fish_seen_subcommand_from import" -s V -l version -d 'Print version'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand catalogue; and __fish_seen_subcommand_from help" -f -a "list" -d 'The operations, or those that fit, the best first'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand catalogue; and __fish_seen_subcommand_from help" -f -a "show" -d 'One operation with its parameters and its body'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand catalogue; and __fish_seen_subcommand_from help" -f -a "import" -d 'Make a table of an OpenAPI 3 file, JSON or YAML'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand catalogue; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand config; and not __fish_seen_subcommand_from show check help" -l format -d 'How results are written to standard output' -r -f -a "text\t'For people'
json\t'One JSON document'
ndjson\t'One JSON document a line, where there is a list'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand config; and not __fish_seen_subcommand_from show check help" -l color -d 'When to use colours; NO_COLOR is obeyed too' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand config; and not __fish_seen_subcommand_from show check help" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand config; and not __fish_seen_subcommand_from show check help" -s v -l verbose -d 'Say on standard error what is done and which statements databases are told, without values'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand config; and not __fish_seen_subcommand_from show check help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand config; and not __fish_seen_subcommand_from show check help" -s V -l version -d 'Print version'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand config; and not __fish_seen_subcommand_from show check help" -f -a "show" -d 'Every setting, its value and its origin'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand config; and not __fish_seen_subcommand_from show check help" -f -a "check" -d 'Whether the settings make sense, for one add-on or all'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand config; and not __fish_seen_subcommand_from show check help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand config; and __fish_seen_subcommand_from show" -l format -d 'How results are written to standard output' -r -f -a "text\t'For people'
json\t'One JSON document'
ndjson\t'One JSON document a line, where there is a list'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand config; and __fish_seen_subcommand_from show" -l color -d 'When to use colours; NO_COLOR is obeyed too' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand config; and __fish_seen_subcommand_from show" -l changed -d 'Only what isn\'t the default'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand config; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand config; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say on standard error what is done and which statements databases are told, without values'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand config; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand config; and __fish_seen_subcommand_from show" -s V -l version -d 'Print version'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand config; and __fish_seen_subcommand_from check" -l addon -d 'For this add-on only' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand config; and __fish_seen_subcommand_from check" -l format -d 'How results are written to standard output' -r -f -a "text\t'For people'
json\t'One JSON document'
ndjson\t'One JSON document a line, where there is a list'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand config; and __fish_seen_subcommand_from check" -l color -d 'When to use colours; NO_COLOR is obeyed too' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand config; and __fish_seen_subcommand_from check" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand config; and __fish_seen_subcommand_from check" -s v -l verbose -d 'Say on standard error what is done and which statements databases are told, without values'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand config; and __fish_seen_subcommand_from check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand config; and __fish_seen_subcommand_from check" -s V -l version -d 'Print version'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "show" -d 'Every setting, its value and its origin'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "check" -d 'Whether the settings make sense, for one add-on or all'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand manifest" -l addon -d 'Of which add-on' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand manifest" -l format -d 'How results are written to standard output' -r -f -a "text\t'For people'
json\t'One JSON document'
ndjson\t'One JSON document a line, where there is a list'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand manifest" -l color -d 'When to use colours; NO_COLOR is obeyed too' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand manifest" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand manifest" -s v -l verbose -d 'Say on standard error what is done and which statements databases are told, without values'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand manifest" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand manifest" -s V -l version -d 'Print version'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand retention-sweep; and not __fish_seen_subcommand_from hold release holds erase help" -l addon -d 'Of this add-on only; all when not given' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand retention-sweep; and not __fish_seen_subcommand_from hold release holds erase help" -l max-delete -d 'Refuse to remove more rows than this from a database without --yes' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand retention-sweep; and not __fish_seen_subcommand_from hold release holds erase help" -l duty -d 'How long it pauses, of the time that it worked before; 0: not at all [default: 0.25; SQLite: 0.05]' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand retention-sweep; and not __fish_seen_subcommand_from hold release holds erase help" -l format -d 'How results are written to standard output' -r -f -a "text\t'For people'
json\t'One JSON document'
ndjson\t'One JSON document a line, where there is a list'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand retention-sweep; and not __fish_seen_subcommand_from hold release holds erase help" -l color -d 'When to use colours; NO_COLOR is obeyed too' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand retention-sweep; and not __fish_seen_subcommand_from hold release holds erase help" -l dry-run -d 'Count, and change nothing'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand retention-sweep; and not __fish_seen_subcommand_from hold release holds erase help" -l yes -d 'Do it although much would go, or although it can\'t be undone'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand retention-sweep; and not __fish_seen_subcommand_from hold release holds erase help" -l confirm-dead -d 'Erase workspaces too whose token Clockify has refused for a week and more'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand retention-sweep; and not __fish_seen_subcommand_from hold release holds erase help" -l analyze -d 'Afterwards have PostgreSQL count anew what is in the tables'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand retention-sweep; and not __fish_seen_subcommand_from hold release holds erase help" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand retention-sweep; and not __fish_seen_subcommand_from hold release holds erase help" -s v -l verbose -d 'Say on standard error what is done and which statements databases are told, without values'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand retention-sweep; and not __fish_seen_subcommand_from hold release holds erase help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand retention-sweep; and not __fish_seen_subcommand_from hold release holds erase help" -s V -l version -d 'Print version'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand retention-sweep; and not __fish_seen_subcommand_from hold release holds erase help" -f -a "hold" -d 'Keep everything of a workspace, however old it is and whoever leaves'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand retention-sweep; and not __fish_seen_subcommand_from hold release holds erase help" -f -a "release" -d 'End the hold of a workspace: what is due goes with the next sweep'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand retention-sweep; and not __fish_seen_subcommand_from hold release holds erase help" -f -a "holds" -d 'List the workspaces on hold'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand retention-sweep; and not __fish_seen_subcommand_from hold release holds erase help" -f -a "erase" -d 'Erase every row of a workspace, and end its installation'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand retention-sweep; and not __fish_seen_subcommand_from hold release holds erase help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand retention-sweep; and __fish_seen_subcommand_from hold" -l workspace -d 'The workspace' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand retention-sweep; and __fish_seen_subcommand_from hold" -l reason -d 'Why, for those who ask later' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand retention-sweep; and __fish_seen_subcommand_from hold" -l addon -d 'Of this add-on only; all when not given' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand retention-sweep; and __fish_seen_subcommand_from hold" -l format -d 'How results are written to standard output' -r -f -a "text\t'For people'
json\t'One JSON document'
ndjson\t'One JSON document a line, where there is a list'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand retention-sweep; and __fish_seen_subcommand_from hold" -l color -d 'When to use colours; NO_COLOR is obeyed too' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand retention-sweep; and __fish_seen_subcommand_from hold" -l dry-run -d 'Count, and change nothing'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand retention-sweep; and __fish_seen_subcommand_from hold" -l yes -d 'Do it although much would go, or although it can\'t be undone'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand retention-sweep; and __fish_seen_subcommand_from hold" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand retention-sweep; and __fish_seen_subcommand_from hold" -s v -l verbose -d 'Say on standard error what is done and which statements databases are told, without values'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand retention-sweep; and __fish_seen_subcommand_from hold" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand retention-sweep; and __fish_seen_subcommand_from hold" -s V -l version -d 'Print version'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand retention-sweep; and __fish_seen_subcommand_from release" -l workspace -d 'The workspace' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand retention-sweep; and __fish_seen_subcommand_from release" -l addon -d 'Of this add-on only; all when not given' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand retention-sweep; and __fish_seen_subcommand_from release" -l format -d 'How results are written to standard output' -r -f -a "text\t'For people'
json\t'One JSON document'
ndjson\t'One JSON document a line, where there is a list'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand retention-sweep; and __fish_seen_subcommand_from release" -l color -d 'When to use colours; NO_COLOR is obeyed too' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand retention-sweep; and __fish_seen_subcommand_from release" -l dry-run -d 'Count, and change nothing'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand retention-sweep; and __fish_seen_subcommand_from release" -l yes -d 'Do it although much would go, or although it can\'t be undone'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand retention-sweep; and __fish_seen_subcommand_from release" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand retention-sweep; and __fish_seen_subcommand_from release" -s v -l verbose -d 'Say on standard error what is done and which statements databases are told, without values'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand retention-sweep; and __fish_seen_subcommand_from release" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand retention-sweep; and __fish_seen_subcommand_from release" -s V -l version -d 'Print version'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand retention-sweep; and __fish_seen_subcommand_from holds" -l addon -d 'Of this add-on only; all when not given' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand retention-sweep; and __fish_seen_subcommand_from holds" -l format -d 'How results are written to standard output' -r -f -a "text\t'For people'
json\t'One JSON document'
ndjson\t'One JSON document a line, where there is a list'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand retention-sweep; and __fish_seen_subcommand_from holds" -l color -d 'When to use colours; NO_COLOR is obeyed too' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand retention-sweep; and __fish_seen_subcommand_from holds" -l dry-run -d 'Count, and change nothing'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand retention-sweep; and __fish_seen_subcommand_from holds" -l yes -d 'Do it although much would go, or although it can\'t be undone'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand retention-sweep; and __fish_seen_subcommand_from holds" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand retention-sweep; and __fish_seen_subcommand_from holds" -s v -l verbose -d 'Say on standard error what is done and which statements databases are told, without values'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand retention-sweep; and __fish_seen_subcommand_from holds" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand retention-sweep; and __fish_seen_subcommand_from holds" -s V -l version -d 'Print version'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand retention-sweep; and __fish_seen_subcommand_from erase" -l workspace -d 'The workspace' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand retention-sweep; and __fish_seen_subcommand_from erase" -l addon -d 'Of this add-on only; all when not given' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand retention-sweep; and __fish_seen_subcommand_from erase" -l format -d 'How results are written to standard output' -r -f -a "text\t'For people'
json\t'One JSON document'
ndjson\t'One JSON document a line, where there is a list'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand retention-sweep; and __fish_seen_subcommand_from erase" -l color -d 'When to use colours; NO_COLOR is obeyed too' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand retention-sweep; and __fish_seen_subcommand_from erase" -l dry-run -d 'Count, and change nothing'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand retention-sweep; and __fish_seen_subcommand_from erase" -l yes -d 'Do it although much would go, or although it can\'t be undone'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand retention-sweep; and __fish_seen_subcommand_from erase" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand retention-sweep; and __fish_seen_subcommand_from erase" -s v -l verbose -d 'Say on standard error what is done and which statements databases are told, without values'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand retention-sweep; and __fish_seen_subcommand_from erase" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand retention-sweep; and __fish_seen_subcommand_from erase" -s V -l version -d 'Print version'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand retention-sweep; and __fish_seen_subcommand_from help" -f -a "hold" -d 'Keep everything of a workspace, however old it is and whoever leaves'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand retention-sweep; and __fish_seen_subcommand_from help" -f -a "release" -d 'End the hold of a workspace: what is due goes with the next sweep'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand retention-sweep; and __fish_seen_subcommand_from help" -f -a "holds" -d 'List the workspaces on hold'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand retention-sweep; and __fish_seen_subcommand_from help" -f -a "erase" -d 'Erase every row of a workspace, and end its installation'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand retention-sweep; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand secrets; and not __fish_seen_subcommand_from generate rotate help" -l format -d 'How results are written to standard output' -r -f -a "text\t'For people'
json\t'One JSON document'
ndjson\t'One JSON document a line, where there is a list'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand secrets; and not __fish_seen_subcommand_from generate rotate help" -l color -d 'When to use colours; NO_COLOR is obeyed too' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand secrets; and not __fish_seen_subcommand_from generate rotate help" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand secrets; and not __fish_seen_subcommand_from generate rotate help" -s v -l verbose -d 'Say on standard error what is done and which statements databases are told, without values'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand secrets; and not __fish_seen_subcommand_from generate rotate help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand secrets; and not __fish_seen_subcommand_from generate rotate help" -s V -l version -d 'Print version'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand secrets; and not __fish_seen_subcommand_from generate rotate help" -f -a "generate" -d 'Print a new key for CLOCKIFY_ADDONS_SECRET_KEY'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand secrets; and not __fish_seen_subcommand_from generate rotate help" -f -a "rotate" -d 'Seal everything with the new key'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand secrets; and not __fish_seen_subcommand_from generate rotate help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand secrets; and __fish_seen_subcommand_from generate" -l format -d 'How results are written to standard output' -r -f -a "text\t'For people'
json\t'One JSON document'
ndjson\t'One JSON document a line, where there is a list'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand secrets; and __fish_seen_subcommand_from generate" -l color -d 'When to use colours; NO_COLOR is obeyed too' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand secrets; and __fish_seen_subcommand_from generate" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand secrets; and __fish_seen_subcommand_from generate" -s v -l verbose -d 'Say on standard error what is done and which statements databases are told, without values'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand secrets; and __fish_seen_subcommand_from generate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand secrets; and __fish_seen_subcommand_from generate" -s V -l version -d 'Print version'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand secrets; and __fish_seen_subcommand_from rotate" -l addon -d 'Of this add-on only; all when not given. A key file that add-ons share is not forgotten then' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand secrets; and __fish_seen_subcommand_from rotate" -l format -d 'How results are written to standard output' -r -f -a "text\t'For people'
json\t'One JSON document'
ndjson\t'One JSON document a line, where there is a list'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand secrets; and __fish_seen_subcommand_from rotate" -l color -d 'When to use colours; NO_COLOR is obeyed too' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand secrets; and __fish_seen_subcommand_from rotate" -l dry-run -d 'Count, and change nothing'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand secrets; and __fish_seen_subcommand_from rotate" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand secrets; and __fish_seen_subcommand_from rotate" -s v -l verbose -d 'Say on standard error what is done and which statements databases are told, without values'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand secrets; and __fish_seen_subcommand_from rotate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand secrets; and __fish_seen_subcommand_from rotate" -s V -l version -d 'Print version'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand secrets; and __fish_seen_subcommand_from help" -f -a "generate" -d 'Print a new key for CLOCKIFY_ADDONS_SECRET_KEY'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand secrets; and __fish_seen_subcommand_from help" -f -a "rotate" -d 'Seal everything with the new key'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand secrets; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand sandbox" -l addon -d 'To this add-on only; all when not given' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand sandbox" -l url -d 'Where it listens, if not on this machine\'s port of its configuration; loopback only' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand sandbox" -l key-file -d 'The sandbox\'s private key, made when missing' -r -F
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand sandbox" -l interval -d 'Seconds between events after the first round' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand sandbox" -l api -d 'Run the REST API of the simulated Clockify on this port of 127.0.0.1; 0 takes a free one' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand sandbox" -l webhook-limit -d 'Webhooks that a manifest may carry' -r
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand sandbox" -l format -d 'How results are written to standard output' -r -f -a "text\t'For people'
json\t'One JSON document'
ndjson\t'One JSON document a line, where there is a list'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand sandbox" -l color -d 'When to use colours; NO_COLOR is obeyed too' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand sandbox" -l public-key -d 'Print the public key and end'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand sandbox" -l once -d 'Deliver every event once and end'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand sandbox" -l duplicates -d 'Send every delivery twice'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand sandbox" -l forgeries -d 'Send each forgery once, and fail if one is taken'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand sandbox" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand sandbox" -s v -l verbose -d 'Say on standard error what is done and which statements databases are told, without values'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand sandbox" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand sandbox" -s V -l version -d 'Print version'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand completions" -l format -d 'How results are written to standard output' -r -f -a "text\t'For people'
json\t'One JSON document'
ndjson\t'One JSON document a line, where there is a list'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand completions" -l color -d 'When to use colours; NO_COLOR is obeyed too' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand completions" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand completions" -s v -l verbose -d 'Say on standard error what is done and which statements databases are told, without values'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand completions" -s V -l version -d 'Print version'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand man" -l format -d 'How results are written to standard output' -r -f -a "text\t'For people'
json\t'One JSON document'
ndjson\t'One JSON document a line, where there is a list'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand man" -l color -d 'When to use colours; NO_COLOR is obeyed too' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand man" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand man" -s v -l verbose -d 'Say on standard error what is done and which statements databases are told, without values'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand man" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand man" -s V -l version -d 'Print version'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand generate" -l root -d 'The repository' -r -F
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand generate" -l format -d 'How results are written to standard output' -r -f -a "text\t'For people'
json\t'One JSON document'
ndjson\t'One JSON document a line, where there is a list'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand generate" -l color -d 'When to use colours; NO_COLOR is obeyed too' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand generate" -l check -d 'Write nothing; fail when a file isn\'t up to date'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand generate" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand generate" -s v -l verbose -d 'Say on standard error what is done and which statements databases are told, without values'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand generate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand generate" -s V -l version -d 'Print version'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand help; and not __fish_seen_subcommand_from serve migrate backup health events flows replays sources bootstrap catalogue config manifest retention-sweep secrets sandbox completions man generate help" -f -a "serve" -d 'Run one add-on or all three in this process'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand help; and not __fish_seen_subcommand_from serve migrate backup health events flows replays sources bootstrap catalogue config manifest retention-sweep secrets sandbox completions man generate help" -f -a "migrate" -d 'Apply pending migrations, or say where the databases stand'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand help; and not __fish_seen_subcommand_from serve migrate backup health events flows replays sources bootstrap catalogue config manifest retention-sweep secrets sandbox completions man generate help" -f -a "backup" -d 'Back up the databases, restore them, and practise that'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand help; and not __fish_seen_subcommand_from serve migrate backup health events flows replays sources bootstrap catalogue config manifest retention-sweep secrets sandbox completions man generate help" -f -a "health" -d 'Ask the running servers, look at the whole set-up, or go through the production checklist'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand help; and not __fish_seen_subcommand_from serve migrate backup health events flows replays sources bootstrap catalogue config manifest retention-sweep secrets sandbox completions man generate help" -f -a "events" -d 'List, show and follow the events that an add-on stored'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand help; and not __fish_seen_subcommand_from serve migrate backup health events flows replays sources bootstrap catalogue config manifest retention-sweep secrets sandbox completions man generate help" -f -a "flows" -d 'List, check, import, try and switch the flows of a workspace, and look at their runs'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand help; and not __fish_seen_subcommand_from serve migrate backup health events flows replays sources bootstrap catalogue config manifest retention-sweep secrets sandbox completions man generate help" -f -a "replays" -d 'Look at replays of events, and cancel them; `events replay` begins one'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand help; and not __fish_seen_subcommand_from serve migrate backup health events flows replays sources bootstrap catalogue config manifest retention-sweep secrets sandbox completions man generate help" -f -a "sources" -d 'Register systems other than Clockify that deliver to /webhooks/custom/NAME'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand help; and not __fish_seen_subcommand_from serve migrate backup health events flows replays sources bootstrap catalogue config manifest retention-sweep secrets sandbox completions man generate help" -f -a "bootstrap" -d 'Fetch the data of workspaces into the local cache, or go on where it stopped'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand help; and not __fish_seen_subcommand_from serve migrate backup health events flows replays sources bootstrap catalogue config manifest retention-sweep secrets sandbox completions man generate help" -f -a "catalogue" -d 'Look up the operations of Clockify\'s API, and import newer ones'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand help; and not __fish_seen_subcommand_from serve migrate backup health events flows replays sources bootstrap catalogue config manifest retention-sweep secrets sandbox completions man generate help" -f -a "config" -d 'Show every setting with its origin, or check them all'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand help; and not __fish_seen_subcommand_from serve migrate backup health events flows replays sources bootstrap catalogue config manifest retention-sweep secrets sandbox completions man generate help" -f -a "manifest" -d 'Print the manifest of an add-on as `GET /manifest` would answer'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand help; and not __fish_seen_subcommand_from serve migrate backup health events flows replays sources bootstrap catalogue config manifest retention-sweep secrets sandbox completions man generate help" -f -a "retention-sweep" -d 'Remove rows that are older than they are to be kept, and erase workspaces that left'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand help; and not __fish_seen_subcommand_from serve migrate backup health events flows replays sources bootstrap catalogue config manifest retention-sweep secrets sandbox completions man generate help" -f -a "secrets" -d 'Make the key that seals secrets in the database, or replace it'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand help; and not __fish_seen_subcommand_from serve migrate backup health events flows replays sources bootstrap catalogue config manifest retention-sweep secrets sandbox completions man generate help" -f -a "sandbox" -d 'Install the add-ons that run on this machine and deliver signed events to them'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand help; and not __fish_seen_subcommand_from serve migrate backup health events flows replays sources bootstrap catalogue config manifest retention-sweep secrets sandbox completions man generate help" -f -a "completions" -d 'Print completions for a shell'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand help; and not __fish_seen_subcommand_from serve migrate backup health events flows replays sources bootstrap catalogue config manifest retention-sweep secrets sandbox completions man generate help" -f -a "man" -d 'Print a page for man'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand help; and not __fish_seen_subcommand_from serve migrate backup health events flows replays sources bootstrap catalogue config manifest retention-sweep secrets sandbox completions man generate help" -f -a "generate" -d 'Write the generated files of the repository'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand help; and not __fish_seen_subcommand_from serve migrate backup health events flows replays sources bootstrap catalogue config manifest retention-sweep secrets sandbox completions man generate help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand help; and __fish_seen_subcommand_from migrate" -f -a "up" -d 'Apply what is pending (the default)'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand help; and __fish_seen_subcommand_from migrate" -f -a "status" -d 'Say what is applied and what is pending; changes nothing'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand help; and __fish_seen_subcommand_from migrate" -f -a "plan" -d 'Say what would be executed, and what of it is risky; changes nothing'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand help; and __fish_seen_subcommand_from migrate" -f -a "check" -d 'Say whether the applied migrations are still what they were; changes nothing'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand help; and __fish_seen_subcommand_from migrate" -f -a "repair" -d 'Note an applied migration as it is in this program'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand help; and __fish_seen_subcommand_from migrate" -f -a "down" -d 'Take back the last migrations of one add-on, with all that is in their tables'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand help; and __fish_seen_subcommand_from migrate" -f -a "init" -d 'Make the databases and roles of the add-ons on a PostgreSQL server'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand help; and __fish_seen_subcommand_from backup" -f -a "create" -d 'Make a backup (the default)'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand help; and __fish_seen_subcommand_from backup" -f -a "list" -d 'What there is, the newest last'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand help; and __fish_seen_subcommand_from backup" -f -a "show" -d 'One backup: its cut, its tables, and the keys that a restore needs'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand help; and __fish_seen_subcommand_from backup" -f -a "verify" -d 'Read every byte of a backup again'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand help; and __fish_seen_subcommand_from backup" -f -a "restore" -d 'Restore a backup, whole or in part, into the same engine or the other one'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand help; and __fish_seen_subcommand_from backup" -f -a "prune" -d 'Remove backups that are no longer kept'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand help; and __fish_seen_subcommand_from backup" -f -a "pin" -d 'Keep a backup until it is unpinned: `prune` never removes it'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand help; and __fish_seen_subcommand_from backup" -f -a "unpin" -d 'Leave a backup to `prune` again'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand help; and __fish_seen_subcommand_from backup" -f -a "drill" -d 'Restore a backup for practice, compare, and leave nothing behind'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand help; and __fish_seen_subcommand_from events" -f -a "list" -d 'The newest events first, a page at a time'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand help; and __fish_seen_subcommand_from events" -f -a "show" -d 'One event with its headers and body'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand help; and __fish_seen_subcommand_from events" -f -a "replay" -d 'One event, or all that fit, through the flows again'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand help; and __fish_seen_subcommand_from events" -f -a "coverage" -d 'How each event reaches the add-on, and if it doesn\'t, why'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand help; and __fish_seen_subcommand_from events" -f -a "tail" -d 'New events as they arrive, until Ctrl-C'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand help; and __fish_seen_subcommand_from flows" -f -a "list" -d 'The flows, by name'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand help; and __fish_seen_subcommand_from flows" -f -a "show" -d 'One flow with its document'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand help; and __fish_seen_subcommand_from flows" -f -a "validate" -d 'Every mistake in a document, without a database'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand help; and __fish_seen_subcommand_from flows" -f -a "import" -d 'Store a document, an export, or a flow of the Python system'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand help; and __fish_seen_subcommand_from flows" -f -a "export" -d 'A flow without what belongs to its workspace'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand help; and __fish_seen_subcommand_from flows" -f -a "test" -d 'What a flow would do: nothing is changed, writes are shown'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand help; and __fish_seen_subcommand_from flows" -f -a "runs" -d 'The newest runs'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand help; and __fish_seen_subcommand_from flows" -f -a "run" -d 'One run with its steps'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand help; and __fish_seen_subcommand_from flows" -f -a "retry" -d 'Try a run again that failed or was cancelled, from the step that failed'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand help; and __fish_seen_subcommand_from flows" -f -a "cancel" -d 'Put an end to a run'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand help; and __fish_seen_subcommand_from flows" -f -a "enable" -d 'Let events start a flow'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand help; and __fish_seen_subcommand_from flows" -f -a "disable" -d 'Keep events from starting a flow, and cancel what waits'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand help; and __fish_seen_subcommand_from flows" -f -a "hold" -d 'Keep a flow\'s runs back'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand help; and __fish_seen_subcommand_from flows" -f -a "resume" -d 'Let a flow\'s runs go on, the oldest first'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand help; and __fish_seen_subcommand_from flows" -f -a "delete" -d 'Delete a flow and cancel what waits; its runs stay'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand help; and __fish_seen_subcommand_from flows" -f -a "secrets" -d 'Secrets for steps that call other systems'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand help; and __fish_seen_subcommand_from flows" -f -a "templates" -d 'Flows that are ready to be used'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand help; and __fish_seen_subcommand_from replays" -f -a "list" -d 'The newest replays first'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand help; and __fish_seen_subcommand_from replays" -f -a "show" -d 'One replay: how far it is, and what became of its runs'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand help; and __fish_seen_subcommand_from replays" -f -a "cancel" -d 'Stop a replay, and cancel its runs that wait'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand help; and __fish_seen_subcommand_from sources" -f -a "add" -d 'Register a source'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand help; and __fish_seen_subcommand_from sources" -f -a "list" -d 'List the sources; secrets are never shown again'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand help; and __fish_seen_subcommand_from sources" -f -a "rotate" -d 'Give a source a new secret'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand help; and __fish_seen_subcommand_from sources" -f -a "remove" -d 'Remove a source; its events stay'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand help; and __fish_seen_subcommand_from catalogue" -f -a "list" -d 'The operations, or those that fit, the best first'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand help; and __fish_seen_subcommand_from catalogue" -f -a "show" -d 'One operation with its parameters and its body'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand help; and __fish_seen_subcommand_from catalogue" -f -a "import" -d 'Make a table of an OpenAPI 3 file, JSON or YAML'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand help; and __fish_seen_subcommand_from config" -f -a "show" -d 'Every setting, its value and its origin'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand help; and __fish_seen_subcommand_from config" -f -a "check" -d 'Whether the settings make sense, for one add-on or all'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand help; and __fish_seen_subcommand_from retention-sweep" -f -a "hold" -d 'Keep everything of a workspace, however old it is and whoever leaves'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand help; and __fish_seen_subcommand_from retention-sweep" -f -a "release" -d 'End the hold of a workspace: what is due goes with the next sweep'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand help; and __fish_seen_subcommand_from retention-sweep" -f -a "holds" -d 'List the workspaces on hold'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand help; and __fish_seen_subcommand_from retention-sweep" -f -a "erase" -d 'Erase every row of a workspace, and end its installation'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand help; and __fish_seen_subcommand_from secrets" -f -a "generate" -d 'Print a new key for CLOCKIFY_ADDONS_SECRET_KEY'
complete -c clockify-addons -n "__fish_clockify_addons_using_subcommand help; and __fish_seen_subcommand_from secrets" -f -a "rotate" -d 'Seal everything with the new key'
