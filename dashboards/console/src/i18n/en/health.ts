/** Words for the state of the service itself. */
export const enHealth = {
  health: {
    label: 'State of the service',
    whatToDo: 'What to do',
    since: 'Since {{at}}, for {{age}}.',
    waiting: '{{count}} messages wait to be stored.',
    waitingFor: '{{count}} messages wait to be stored, which takes about {{drain}}.',
    draining: 'The store is catching up',
    newestFirst: 'The newest are there already; older ones follow.',
    title: {
      broker_away: 'The broker is away',
      journal_disk_low: 'The disk of the journal has no room left',
      journal_disk_full: 'The disk of the journal is full',
      journal_disk_fault: 'The disk does not take the journal',
      journal_full: 'The journal is full',
      journal_damaged: 'The journal was damaged',
      store_disk_full: 'The disk of the store is full',
      store_fault: 'The store is away',
      clock_stepped: 'The clock of the server was set',
      weather_away: 'Weather forecasts do not arrive',
    },
    meaning: {
      broker_away: 'Nothing new arrives; the broker or the devices keep it. History can be seen.',
      journal_disk_low:
        'Devices are still acknowledged, but the journal cannot grow once the store is away.',
      journal_disk_full: 'Devices are not acknowledged and keep their readings.',
      journal_disk_fault: 'Devices are not acknowledged and keep their readings.',
      journal_full:
        'Devices are not acknowledged and keep their readings; live values stand still.',
      journal_damaged: 'Some readings were lost before they were stored.',
      store_disk_full:
        'Live values go on. History stands still; the journal keeps it, nothing is lost.',
      store_fault:
        'Live values go on. History stands still; the journal keeps it, nothing is lost.',
      clock_stepped: 'Readings of that time may be marked as doubtful.',
      weather_away: 'Forecasts of power go on with the last weather that was told, and get worse.',
    },
    remedy: {
      broker_away:
        'See whether the broker runs and can be reached. The service goes on trying, and then goes on by itself.',
      journal_disk_low: 'Make room on the disk of journal.folder before the store is away.',
      journal_disk_full: 'Make room on the disk of journal.folder. It then goes on by itself.',
      journal_disk_fault:
        'See whether the disk of journal.folder is mounted, writable and sound. It then goes on by itself.',
      journal_full: 'Mend the store first; or raise journal.maxMb and restart.',
      journal_damaged:
        'The log names places and devices: have these send that time again, and have the disk checked.',
      store_disk_full: 'Make room on the disk of store.folder. It then catches up by itself.',
      store_fault:
        'See whether the store runs, can be reached and takes the password. It then catches up by itself.',
      clock_stepped:
        'See whether the clock of the machine is kept right (chronyc tracking, timedatectl).',
      weather_away:
        'See whether the weather source of the configuration can be reached. It is asked again by itself.',
    },
  },
} as const;
