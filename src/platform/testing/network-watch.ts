/** What a program and all that it starts say to other machines: told by strace, else seen in /proc. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';

const POLL_MS = 10;
const NAME_SERVICE = 53;

export interface NetworkWatch {
  /** How sure the watch is: strace misses nothing, a look every {@link POLL_MS} what is shorter, and elsewhere nothing is seen. */
  readonly kind: 'traced' | 'polled' | 'unwatched';
  /** What to put before the command line of the program. */
  readonly prefix: readonly string[];
  /** Call it as soon as the program runs. */
  begin(pid: number): void;
  /** Call it when the program has ended. @returns a line for each call that was not to this machine. */
  end(): Promise<readonly string[]>;
}

/** @param file where the trace goes */
export function networkWatch(file: string): NetworkWatch {
  if (canTrace()) return traced(file);
  return existsSync('/proc/self/net/tcp')
    ? polled()
    : { kind: 'unwatched', prefix: [], begin: () => undefined, end: () => Promise.resolve([]) };
}

/** Some containers have strace and forbid it. */
function canTrace(): boolean {
  return spawnSync('strace', ['-D', '-o', '/dev/null', 'true'], { stdio: 'ignore' }).status === 0;
}

function traced(file: string): NetworkWatch {
  const calls = 'trace=connect,sendto,sendmsg,sendmmsg';
  let program = 0;
  return {
    kind: 'traced',
    // The tracer is no parent of the program, which is therefore ended as without it.
    prefix: ['strace', '-D', '-f', '-yy', '-s', '0', '-o', file, '-e', calls, '--'],
    begin: (pid) => void (program = pid),
    async end() {
      // The tracer writes on for a moment.
      const isWhole = new RegExp(`^${program} +\\+\\+\\+ `, 'm');
      while (!isWhole.test(readFileSync(file, 'utf8'))) await setTimeout(POLL_MS);
      return readFileSync(file, 'utf8').split('\n').filter(leavesMachine);
    },
  };
}

/**
 * True if a line of strace shows traffic to another machine: a connection, a datagram, or the look-up of a name,
 * whoever answers it. A datagram socket that is only connected sends nothing: Chromium asks the system for a route so.
 */
export function leavesMachine(line: string): boolean {
  const [, call, descriptor] = /(connect|sendto|sendmsg|sendmmsg)\(\d+<([^,]*)>,/.exec(line) ?? [];
  if (call === undefined || descriptor === undefined) return false;
  if (/io\.systemd\.Resolve|avahi-daemon/.test(line)) return true;
  if (!/^(TCP|UDP|RAW|PING)/.test(descriptor)) return false;
  const port = /(?:htons\(|->[^\]>]*\]?:)(\d+)/.exec(line)?.[1];
  if (Number(port) === NAME_SERVICE) return true;
  if (call === 'connect' && descriptor.startsWith('UDP')) return false;
  const address = /(?:inet_addr\("|AF_INET6, "|->\[?)([\d.:a-f]+?)(?:"|\]:|:\d+\])/.exec(line)?.[1];
  return address !== undefined && !isLoopback(address);
}

function isLoopback(address: string): boolean {
  return /^(::ffff:)?127\./.test(address) || address === '::1';
}

function polled(): NetworkWatch {
  const seen = new Set<string>();
  let ended = false;
  let looking: Promise<void> = Promise.resolve();
  return {
    kind: 'polled',
    prefix: [],
    begin(pid) {
      const look = async () => {
        while (!ended) {
          for (const line of connectionsOf(pid)) seen.add(line);
          await setTimeout(POLL_MS);
        }
      };
      looking = look();
    },
    async end() {
      ended = true;
      await looking;
      return [...seen];
    },
  };
}

/** Open connections of a process and its descendants. */
function connectionsOf(root: number): readonly string[] {
  const sockets = new Set(familyOf(root).flatMap(socketsOf));
  return ['tcp', 'tcp6', 'udp', 'udp6'].flatMap((protocol) =>
    tableOf(root, protocol).flatMap((line) => {
      const [, , remote = '', , , , , , , inode = ''] = line.trim().split(/\s+/);
      const [address = '', port = ''] = remote.split(':');
      const isName = Number.parseInt(port, 16) === NAME_SERVICE;
      const isElsewhere = protocol.startsWith('tcp') && /[1-9A-F]/.test(address) && !isLoopbackInHex(address);
      return sockets.has(inode) && (isName || isElsewhere) ? [`${protocol} to ${remote}`] : [];
    }),
  );
}

/** As the kernel writes them, in the byte order of the machine. */
function isLoopbackInHex(address: string): boolean {
  return address.endsWith('7F') || address === '00000000000000000000000001000000';
}

function tableOf(pid: number, protocol: string): readonly string[] {
  return quietly(() => readFileSync(`/proc/${pid}/net/${protocol}`, 'utf8').split('\n').slice(1)) ?? [];
}

function familyOf(root: number): readonly number[] {
  const parents = readdirSync('/proc').flatMap((name) => {
    const parent = quietly(() => /\) \S (\d+)/.exec(readFileSync(`/proc/${name}/stat`, 'utf8'))?.[1]);
    return /^\d+$/.test(name) && parent !== undefined ? [[Number(name), Number(parent)] as const] : [];
  });
  const family = [root];
  for (const member of family) {
    family.push(...parents.flatMap(([pid, parent]) => (parent === member ? [pid] : [])));
  }
  return family;
}

function socketsOf(pid: number): readonly string[] {
  const folder = `/proc/${pid}/fd`;
  const names = quietly(() => readdirSync(folder)) ?? [];
  return names.flatMap((name) => {
    const target = quietly(() => readlinkSync(`${folder}/${name}`));
    return /^socket:\[(\d+)\]$/.exec(target ?? '')?.[1] ?? [];
  });
}

/** Processes and their files go while one looks. */
function quietly<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}
