import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { leavesMachine, networkWatch } from './network-watch.ts';
import { temporaryFolder } from './temporary-folder.ts';

describe('leavesMachine', () => {
  it.each([
    '7 connect(26<TCP:[1]>, {sa_family=AF_INET, sin_port=htons(443), sin_addr=inet_addr("192.0.2.1")}, 16) = -1 EINPROGRESS',
    '7 connect(26<TCPv6:[1]>, {sa_family=AF_INET6, sin6_port=htons(443), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "2001:db8::1", &sin6_addr), sin6_scope_id=0}, 28 <unfinished ...>',
    '7 connect(26<UDP:[1]>, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("127.0.0.53")}, 16) = 0',
    '7 sendto(26<UDP:[192.0.2.2:35535->192.0.2.53:53]>, ""..., 50, MSG_NOSIGNAL, NULL, 0) = 50',
    '7 sendto(26<UDPv6:[[2001:db8::2]:5->[2001:db8::1]:443]>, ""..., 50, 0, NULL, 0) = 50',
    '7 sendto(26<UDP:[0.0.0.0:5353]>, ""..., 50, 0, {sa_family=AF_INET, sin_port=htons(5353), sin_addr=inet_addr("224.0.0.251")}, 16) = 50',
    '7 connect(26<UNIX-STREAM:[1]>, {sa_family=AF_UNIX, sun_path="/run/systemd/resolve/io.systemd.Resolve"}, 42) = 0',
  ])('sees %s', (line) => expect(leavesMachine(line)).toBe(true));

  it.each([
    '7 connect(26<TCP:[1]>, {sa_family=AF_INET, sin_port=htons(8745), sin_addr=inet_addr("127.0.0.1")}, 16) = 0',
    '7 connect(26<TCPv6:[1]>, {sa_family=AF_INET6, sin6_port=htons(8745), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "::1", &sin6_addr), sin6_scope_id=0}, 28) = 0',
    '7 connect(26<UDPv6:[1]>, {sa_family=AF_INET6, sin6_port=htons(443), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "2001:4860:4860::8888", &sin6_addr), sin6_scope_id=0}, 28) = 0',
    '7 sendto(26<TCP:[127.0.0.1:5->127.0.0.1:8745]>, ""..., 50, 0, NULL, 0) = 50',
    '7 connect(26<UNIX-STREAM:[1]>, {sa_family=AF_UNIX, sun_path="/var/run/nscd/socket"}, 110) = -1 ENOENT',
    '7 sendto(32<NETLINK:[ROUTE:1]>, [{nlmsg_len=17}], 17, 0, {sa_family=AF_NETLINK}, 12) = 17',
    '7 +++ exited with 0 +++',
  ])('lets pass %s', (line) => expect(leavesMachine(line)).toBe(false));
});

describe('networkWatch', () => {
  async function watched(script: string): Promise<readonly string[]> {
    const watch = networkWatch(join(temporaryFolder(), 'trace'));
    const [program, ...args] = [...watch.prefix, process.execPath, '-e', script];
    const child = spawn(program, args, { stdio: 'ignore' });
    watch.begin(child.pid!);
    await once(child, 'exit');
    return await watch.end();
  }

  it.runIf(networkWatch('').kind === 'traced')(
    'sees a name that is looked up, and an address called',
    async () => {
      expect(await watched("require('dns').lookup('nobody.invalid', () => undefined)")).not.toEqual([]);
      expect(
        await watched(
          "require('net').connect(9, '192.0.2.1').on('error', () => process.exit()); setTimeout(() => process.exit(), 200)",
        ),
      ).not.toEqual([]);
    },
  );

  it('sees nothing where nothing goes out', async () => {
    expect(
      await watched(
        "const s = require('net').createServer(c => process.exit()).listen(0, '127.0.0.1', () => require('net').connect(s.address().port))",
      ),
    ).toEqual([]);
  });
});
