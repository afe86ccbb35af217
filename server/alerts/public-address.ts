import { lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** Thrown instead of connecting to an address of this machine or of a network around it. */
export class PrivateAddressError extends Error {}

const PRIVATE = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  PRIVATE.addSubnet(network, prefix, 'ipv4');

/** Of IPv6, what is routed to everybody is 2000::/3; of that, these lead to IPv4 addresses or to documentation. */
const PUBLIC6 = new BlockList();
PUBLIC6.addSubnet('2000::', 3, 'ipv6');
const PRIVATE6 = new BlockList();
for (const [network, prefix] of [
  ['2001::', 32],
  ['2001:db8::', 32],
  ['2002::', 16],
] as const)
  PRIVATE6.addSubnet(network, prefix, 'ipv6');

/** Whether an IP address, without brackets, belongs to this machine or to a network that is not everybody's. */
export function isPrivateAddress(ip: string): boolean {
  const family = isIP(ip);
  if (family === 4) return PRIVATE.check(ip, 'ipv4');
  if (family === 6) return !PUBLIC6.check(ip, 'ipv6') || PRIVATE6.check(ip, 'ipv6');
  return true;
}

/**
 * Resolves names to public addresses alone. The connection is made to the address that was checked, so a name cannot
 * lead elsewhere a moment later.
 */
export const publicLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, '', 0);
    const found = addresses.find(({ address }) => isPrivateAddress(address)) ?? addresses[0];
    if (!found || isPrivateAddress(found.address))
      return callback(
        new PrivateAddressError(`${hostname} is ${found?.address ?? 'nowhere'}, a private address`),
        '',
        0,
      );
    if (options.all) return callback(null, addresses);
    callback(null, found.address, found.family);
  });
};
