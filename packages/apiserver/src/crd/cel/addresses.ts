import type { Environment } from '@marcbachmann/cel-js';
import { BlockList, isIP } from 'node:net';
import { isCidr } from '../../resources/addresses';

type Family = 'ipv4' | 'ipv6';

class CidrValue {
  readonly address: string;
  readonly length: number;

  constructor(text: string) {
    const [address, length] = text.split('/');
    this.address = address;
    this.length = Number(length);
  }

  get family(): Family {
    return isIP(this.address) === 4 ? 'ipv4' : 'ipv6';
  }

  contains(address: string): boolean {
    const family = isIP(address) === 4 ? 'ipv4' : 'ipv6';
    const list = new BlockList();
    list.addSubnet(this.address, this.length, this.family);
    return family === this.family && list.check(address, family);
  }

  covers(other: CidrValue): boolean {
    return other.length >= this.length && this.contains(other.address);
  }
}

class IpValue {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  get family(): Family {
    return isIP(this.text) === 4 ? 'ipv4' : 'ipv6';
  }

  within(...networks: readonly string[]): boolean {
    return networks.some(network => new CidrValue(network).contains(this.text));
  }
}

function ip(text: string): IpValue {
  if (isIP(text) === 0) {
    throw new RangeError(
      `IP Address ${JSON.stringify(
        text,
      )} parse error during conversion from string`,
    );
  }
  return new IpValue(text);
}

function cidr(text: string): CidrValue {
  if (!isCidr(text)) {
    throw new RangeError(
      `network address parse error during conversion from string: ${text}`,
    );
  }
  return new CidrValue(text);
}

/** `ip`, `cidr` and what they answer. */
export function registerAddresses(environment: Environment): void {
  environment
    .registerType('net.IP', IpValue)
    .registerType('net.CIDR', CidrValue)
    .registerFunction('isIP(string): bool', (text: string) => isIP(text) !== 0)
    .registerFunction('ip(string): net.IP', ip)
    .registerFunction('net.IP.family(): int', (value: IpValue) =>
      value.family === 'ipv4' ? 4n : 6n,
    )
    .registerFunction('net.IP.isUnspecified(): bool', (value: IpValue) =>
      value.within('0.0.0.0/32', '::/128'),
    )
    .registerFunction('net.IP.isLoopback(): bool', (value: IpValue) =>
      value.within('127.0.0.0/8', '::1/128'),
    )
    .registerFunction('net.IP.isLinkLocalUnicast(): bool', (value: IpValue) =>
      value.within('169.254.0.0/16', 'fe80::/10'),
    )
    .registerFunction('net.IP.isLinkLocalMulticast(): bool', (value: IpValue) =>
      value.within('224.0.0.0/24', 'ff02::/16'),
    )
    .registerFunction(
      'net.IP.isGlobalUnicast(): bool',
      (value: IpValue) =>
        !value.within(
          '0.0.0.0/32',
          '::/128',
          '127.0.0.0/8',
          '::1/128',
          '224.0.0.0/4',
          'ff00::/8',
          '169.254.0.0/16',
          'fe80::/10',
          '255.255.255.255/32',
        ),
    )
    .registerFunction('string(net.IP): string', (value: IpValue) => value.text)
    .registerFunction('isCIDR(string): bool', (text: string) => isCidr(text))
    .registerFunction('cidr(string): net.CIDR', cidr)
    .registerFunction(
      'net.CIDR.containsIP(string): bool',
      (value: CidrValue, text: string) => value.contains(ip(text).text),
    )
    .registerFunction(
      'net.CIDR.containsIP(net.IP): bool',
      (value: CidrValue, other: IpValue) => value.contains(other.text),
    )
    .registerFunction(
      'net.CIDR.containsCIDR(string): bool',
      (value: CidrValue, text: string) => value.covers(cidr(text)),
    )
    .registerFunction(
      'net.CIDR.containsCIDR(net.CIDR): bool',
      (value: CidrValue, other: CidrValue) => value.covers(other),
    )
    .registerFunction(
      'net.CIDR.ip(): net.IP',
      (value: CidrValue) => new IpValue(value.address),
    )
    .registerFunction('net.CIDR.prefixLength(): int', (value: CidrValue) =>
      BigInt(value.length),
    );
}
