import { useEffect, useState } from 'react';

/** The time, told again every `interval` milliseconds so that "12 s ago" stays true. Fetches nothing. */
export function useNow(interval = 10_000): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), interval);
    return () => clearInterval(timer);
  }, [interval]);
  return now;
}
