import { quote } from '@sluice/golang/fmt';
import { HelmError } from '../kube/errors';

/** Whether labels are chosen. */
export type LabelMatcher = (labels: ReadonlyMap<string, string>) => boolean;

const setRequirement = /^(\S+)\s+(in|notin)\s*\(([^()]*)\)$/;
const equalRequirement = /^([^!=\s]+)\s*(==|=|!=)\s*([^!=\s]*)$/;
const existsRequirement = /^(!?)\s*([^!=\s()]+)$/;

function requirementOf(text: string): LabelMatcher {
  const set = setRequirement.exec(text);
  if (set) {
    const values = new Set(set[3].split(',').map(value => value.trim()));
    return labels => {
      const value = labels.get(set[1]);
      return set[2] === 'in'
        ? value !== undefined && values.has(value)
        : value === undefined || !values.has(value);
    };
  }
  const equal = equalRequirement.exec(text);
  if (equal) {
    const [, key, operator, value] = equal;
    return labels => (labels.get(key) === value) === (operator !== '!=');
  }
  const exists = existsRequirement.exec(text);
  if (exists) {
    return labels => labels.has(exists[2]) === (exists[1] === '');
  }
  throw new HelmError(`unable to parse requirement: ${quote(text)}`);
}

/**
 * Reads a label selector: `a=b`, `a!=b`, `a in (b, c)`, `a notin (b)`, `a`, `!a`, joined by commas.
 *
 * @throws HelmError
 */
export function parseLabelSelector(text: string): LabelMatcher {
  const requirements = text
    .split(/,(?![^(]*\))/)
    .map(part => part.trim())
    .filter(Boolean)
    .map(requirementOf);
  return labels => requirements.every(matches => matches(labels));
}
