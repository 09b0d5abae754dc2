/** What `docs/mqtt.md` says in words. Every example is decoded by a test. */

export const connectionText = `# MQTT reference

How a device speaks to Paulownia. This page is made from the program by \`npm run docs\`; a test fails when it is stale.

## In two minutes

1. Register the device and get its password, with the token of an administrator or operator (the [guide](guide.md#a-first-token) says how to get one). The password is shown this once. A device of the configuration file is registered already and needs only the second call.

\`\`\`sh
curl -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' -d '{"id": "pv-17", "name": "Roof 17", "kind": "pv", "nodeId": "guying-zhaogang", "ratingKw": 25, "reportIntervalS": 60}' http://127.0.0.1:8080/api/v1/devices
curl -H "Authorization: Bearer $TOKEN" -X POST http://127.0.0.1:8080/api/v1/devices/pv-17/credentials
\`\`\`

2. Send a reading:

\`\`\`sh
mosquitto_pub -h 127.0.0.1 -p 1883 -u pv-17 -P "$PASSWORD" -q 1 -t paulownia/v1/pv-17/telemetry -m '{"values": {"powerKw": 12.3, "energyTotalKwh": 48211.5}}'
\`\`\`

3. Look at the device in the console: its value is there within a second or two. If it is not, listen to what Paulownia says about its messages, and send again:

\`\`\`sh
mosquitto_sub -h 127.0.0.1 -p 1883 -u pv-17 -P "$PASSWORD" -t paulownia/v1/pv-17/error
\`\`\`

## Connection

- MQTT 3.1.1 at the address that the service prints when it starts; port 1883 unless it is configured otherwise. TLS where the operator has switched it on. Where the county runs a broker of its own, its address holds, and MQTT 5 is possible too.
- The user name is the id of the device; the password is the one of its credential. The client id is free.
- A device publishes below its own topics (or those of its profile) and subscribes to its own \`setpoint\` and \`error\`. Publishing on a foreign topic closes the connection, subscribing to one is denied; both are recorded.
- The built-in broker keeps no session for an absent device: subscribe again after each connect.
- Ids are letters, digits, \`.\`, \`_\` and \`-\`, at most 64, beginning with a letter or digit.

## Topics

| Topic | Who publishes | QoS | Retained | Payload |
|---|---|---|---|---|
| \`paulownia/v1/<device>/telemetry\` | device | 1 | no | readings |
| \`paulownia/v1/<device>/birth\` | device | 1 | no | what the device is |
| \`paulownia/v1/<device>/status\` | device, and its last will | 1 | yes | \`online\` or \`offline\` |
| \`paulownia/v1/<device>/ack\` | device | 1 | no | what became of a setpoint |
| \`paulownia/v1/<device>/setpoint\` | Paulownia | 1 | no | a setpoint |
| \`paulownia/v1/<device>/error\` | Paulownia | 0 | no | what was wrong with a message |

## What an acknowledgement means

**QoS 1 means safe.** Paulownia acknowledges a message when it stands in its journal, by default after the disk has confirmed it. Keep a message until its PUBACK and send it again after a reconnect if none came: repeated readings do no harm, since a reading is known by its device and \`measuredAt\`. If the values differ, the later message wins. When Paulownia cannot keep a message it does not acknowledge it: hold it, and do not drop it. QoS 0 works and promises nothing.

An acknowledged message may still be wrong: it is then kept in quarantine, and the device is told on its error topic.`;

export const telemetryText = `## Telemetry

### One reading

Topic \`paulownia/v1/pv-17/telemetry\`:

\`\`\`json
{"measuredAt": "2026-07-01T12:00:00Z", "seq": 4711, "values": {"powerKw": 12.3, "energyTotalKwh": 48211.5, "voltageV": 231.2}}
\`\`\`

| Field | Meaning |
|---|---|
| \`measuredAt\` | When it was measured: ISO 8601 with \`Z\` or an offset (\`2026-07-01T20:00:00+08:00\`), or epoch milliseconds (\`1782907200000\`). A device without a clock leaves it out, and the time of receipt is taken. |
| \`values\` | Points by name, as numbers without quotes, in the units below. Leave out what was not measured; \`null\` is a fault. A point that a reading does not carry stands on with its last value. |
| \`seq\` | Optional: a whole number that grows by one with every reading. A step of more than one is shown as lost readings. It may begin again at 0 or 1 after a restart or a birth. |
| \`historical\` | Optional: \`true\` for back-fill. It goes into history and never becomes the live value. |

Further fields are ignored. In a shell, with the time of now:

\`\`\`sh
mosquitto_pub -h 127.0.0.1 -p 1883 -u pv-17 -P "$PASSWORD" -q 1 -t paulownia/v1/pv-17/telemetry -m "{\\"measuredAt\\": $(date +%s)000, \\"seq\\": 1, \\"values\\": {\\"powerKw\\": 12.3}}"
\`\`\`

### Several readings

An array, each reading with its own time. Topic \`paulownia/v1/pv-17/telemetry\`:

\`\`\`json
[
  {"measuredAt": 1782907190000, "seq": 4712, "values": {"powerKw": 12.1}},
  {"measuredAt": 1782907195000, "seq": 4713, "values": {"powerKw": 12.2, "frequencyHz": 50.01}}
]
\`\`\`

Or columns, which are shorter and faster: each point has as many values as there are times, \`null\` where one is absent. One \`seq\` is that of the first reading; an array gives each its own. Topic \`paulownia/v1/pv-17/telemetry\`:

\`\`\`json
{"measuredAt": [1782907190000, 1782907195000, 1782907200000], "seq": 4714, "values": {"powerKw": [12.1, 12.2, 12.2], "frequencyHz": [50.01, null, 49.99]}}
\`\`\`

Columns of back-fill after an outage. Topic \`paulownia/v1/pv-17/telemetry\`:

\`\`\`json
{"historical": true, "measuredAt": ["2026-06-30T08:00:00Z", "2026-06-30T08:05:00Z"], "values": {"powerKw": [31.5, 32.25], "energyTotalKwh": [48011.5, 48014.1]}}
\`\`\`

### What is good is kept

A message may be good in part. Good points, readings and devices of a message are kept; each bad one is told.

### Units and signs

Send the unit in the name of the point. What feeds the network is positive, loads are positive when they consume, a battery is positive when it discharges, and a meter is positive when it imports. A device that counts otherwise is turned round by a profile. Registers count up for ever; Paulownia makes energy of them, so a reset or a changed meter needs no message.`;

export const lifeText = `## Status and last will

Publish \`online\` retained after each connect, and give the broker \`offline\` as a retained last will. Plain text, or JSON with a time. Topic \`paulownia/v1/pv-17/status\`:

\`\`\`text
online
\`\`\`

\`\`\`json
{"status": "offline", "measuredAt": "2026-07-01T12:00:00Z"}
\`\`\`

\`\`\`sh
mosquitto_pub -h 127.0.0.1 -p 1883 -u pv-17 -P "$PASSWORD" -q 1 -r -t paulownia/v1/pv-17/status -m online
\`\`\`

After \`offline\` all values of the device are stale, until it sends again.

## Birth

Says what the device is, after each start. \`kind\` and \`points\` are needed; \`manufacturer\`, \`model\`, \`serialNumber\`, \`firmware\`, \`reportIntervalS\` and \`ratingKw\` are understood; any other field is kept for people to read. Topic \`paulownia/v1/pv-17/birth\`:

\`\`\`json
{"kind": "pv", "points": ["powerKw", "energyTotalKwh", "voltageV"], "manufacturer": "Example Solar", "model": "ES-25K", "firmware": "1.4.2", "reportIntervalS": 5, "strings": 4}
\`\`\`

A birth that names another kind than the device is registered with, or a point that its kind does not have, is kept and told.

## Setpoints and their acknowledgement

A device that takes setpoints subscribes to \`paulownia/v1/<device>/setpoint\`. This version sends none by itself; what it will send is this, with QoS 1. \`paulownia/v1/pv-17/setpoint\` carries, for example:

    {"commandId": "c-20260701-0042", "mode": "limit", "powerKw": 12.5, "rampKwPerS": 0.5, "issuedAt": "2026-07-01T12:00:00Z", "expiresAt": "2026-07-01T12:15:00Z"}

| Field | Meaning |
|---|---|
| \`commandId\` | Names the setpoint, at most 64 characters. One that comes again is acknowledged again and not applied twice. |
| \`mode\` | \`limit\`: generate, or consume, at most this much. \`target\`: do this as far as you can. \`release\`: the setpoint in force ends now; there is no power and no expiry then. |
| \`powerKw\` | With the sign of the device's own \`powerKw\`: a battery charges with a negative one. |
| \`rampKwPerS\` | Optional: the fastest change, where the device itself is not slower. |
| \`issuedAt\` | A setpoint older than the newest one that was taken is refused. |
| \`expiresAt\` | From then on the device goes back to its own safe behaviour; at most 24 h after the issue. |

Times are ISO 8601 or epoch milliseconds. Further fields are ignored. A device answers each setpoint with its \`commandId\`: \`acked\` with the power that it took, which may be less than was asked for, or \`rejected\` and in its own words why. \`powerKw\`, \`reason\` and \`at\` may be left out. Topic \`paulownia/v1/pv-17/ack\`:

\`\`\`json
{"commandId": "c-20260701-0042", "state": "acked", "powerKw": 12.5, "at": "2026-07-01T12:00:01Z"}
\`\`\`

\`\`\`json
{"commandId": "c-20260701-0043", "state": "rejected", "reason": "local mode", "at": "2026-07-01T12:00:02Z"}
\`\`\``;

export const errorText = `## The error topic

What is wrong with a message comes on \`paulownia/v1/<device>/error\` as \`{"code": "unknown_point", "detail": "…"}\`, at most 20 a minute for each device; the rest is counted. \`code\` is stable and for programs, \`detail\` is for people. The message itself is in quarantine, where the console lists it, and can be read again after a profile or a registration was corrected.`;

export const refusalsText = `The built-in broker tells these itself, before a message is taken:

| Code | Meaning |
|---|---|
| \`foreign_topic\` | The device published on, or subscribed to, a topic that is not its own. |
| \`packet_too_large\` | A packet was longer than is taken; the connection was closed. |
| \`flood\` | The device sent more than its connection may, or opened too many; the connection was closed. |`;

export const qualityText = `## Quality

Each reading is \`good\`, \`questionable\` or \`invalid\`, with reasons. All are stored; roll-ups carry the worst that entered. Invalid readings are not counted, and lower the completeness.`;

export const profileText = `## Profiles

A device that does not speak these forms is read by a profile: a YAML file that maps topics and JSON paths to points. The device is registered with the id of the profile; then it publishes on the topics of the profile under its own credential.

| Shipped profile | For | Topics |
|---|---|---|
| \`shelly-3em\` | Shelly Pro 3EM and like three-phase meters | \`<device>/status/em:0\`, \`<device>/status/emdata:0\`, \`<device>/online\` |
| \`tasmota-plug\` | plugs with Tasmota and energy metering | \`tele/<device>/SENSOR\`, \`tele/<device>/LWT\` |
| \`flat-gateway\` | gateways that carry many devices in one message | \`gateways/<device>/devices\`, \`gateways/<device>/flat\` |

A gateway signs in as one of its devices, whose id stands in the topic. Topic \`gateways/pump-1/devices\`:

\`\`\`json
{"time": 1782907200000, "devices": [{"id": "pump-1", "powerKw": 3.2}, {"id": "pump-2", "powerKw": 0, "voltageV": 229.8}]}
\`\`\`

Or flat, with \`/\` between id and point. Topic \`gateways/pump-1/flat\`:

\`\`\`json
{"time": "2026-07-01T12:00:00Z", "pump-1/powerKw": 3.2, "pump-2/powerKw": 0, "pump-2/voltageV": 229.8}
\`\`\`

### A profile of one's own

Put the file beside the configuration and name it there under \`profiles\`. Faults are told with their line.

\`\`\`yaml
id: village-inverter
title: Inverters of the village hall
kinds: [pv]
messages:
  - topic: 'solar/{device}/data'
    time: { path: meta.clock, zone: Asia/Shanghai }
    points:
      powerKw: { path: ac.p, unit: W }
      energyTotalKwh: { path: ac.total, scale: 0.1 }
      voltageV: { path: ['ac.u[0]', 'ac.u[1]', 'ac.u[2]'], combine: mean }
      inverterTempC: { path: temp, unit: °F }
  - topic: 'solar/{device}/alive'
    status: { online: '1', offline: '0' }
\`\`\`

It reads this message of a device \`hall-1\`. Topic \`solar/hall-1/data\`:

\`\`\`json
{"meta": {"clock": "2026-07-01T20:00:00"}, "ac": {"p": 12300, "total": 482115, "u": [231, 232, 230]}, "temp": 104}
\`\`\`

| Key | Meaning |
|---|---|
| \`topic\` | \`{device}\` stands for the id of the device; \`+\` and \`#\` are wildcards |
| \`time\` | \`path\`; \`zone\` for text without one; \`unit: s\` for epoch seconds; \`in: device\` if each device of a gateway has its own. Left out, the time of receipt is taken |
| \`points\` | for each point a path, or \`path\`, \`scale\`, \`offset\`, \`unit\`, \`sign: -1\`; several paths with \`combine: sum\` or \`mean\` |
| \`devices\` | for gateways: \`each\` where the devices stand, \`id\` where in each its id stands (left out, the keys are the ids), or \`separator\` for flat objects; \`idPrefix\` and \`ids\` turn them into ours |
| \`status\` | the words for \`online\` and \`offline\`, as the payload or at a \`path\` |

A path is \`a.b\`, \`a[0]\`, \`["odd key"].b\`, or \`$\` for a payload that is the value itself. A value becomes the point as: × \`scale\`, + \`offset\`, then from \`unit\` to the unit of the point, then × \`sign\`. A missing or \`null\` value is an absent point.`;
