import type { EndpointLatency, Percentiles } from '../model.js';

/** Each bucket is this much longer than the one before: percentiles are exact to about 4 %. */
const GROWTH = 1.04;
const SHORTEST = 0.05;

/** Durations counted in buckets that grow by a constant factor; memory does not depend on the number of samples. */
export class Histogram {
  readonly #buckets = new Map<number, number>();
  #count = 0;

  add(milliseconds: number): void {
    this.addBucket(Math.max(0, Math.round(Math.log(Math.max(milliseconds, SHORTEST) / SHORTEST) / Math.log(GROWTH))), 1);
  }

  /** Adds samples that were counted elsewhere. */
  addBucket(bucket: number, count: number): void {
    this.#buckets.set(bucket, (this.#buckets.get(bucket) ?? 0) + count);
    this.#count += count;
  }

  percentiles(): Percentiles {
    return { count: this.#count, p50: this.#quantile(0.5), p95: this.#quantile(0.95) };
  }

  /** Pairs of bucket and count, by bucket. */
  entries(): [number, number][] {
    return [...this.#buckets].toSorted((a, b) => a[0] - b[0]);
  }

  #quantile(share: number): number | null {
    let left = Math.ceil(this.#count * share);
    for (const [bucket, count] of this.entries()) {
      left -= count;
      if (left <= 0) return Math.round(SHORTEST * GROWTH ** bucket * 100) / 100;
    }
    return null;
  }
}

/** Latency by endpoint, recorded and live. */
export class Latencies {
  readonly #byEndpoint = new Map<string, { recorded: Histogram; live: Histogram }>();

  add(endpoint: string, recorded: number | null, live: number | null): void {
    const both = this.#of(endpoint);
    if (recorded !== null) both.recorded.add(recorded);
    if (live !== null) both.live.add(live);
  }

  /** Adds the samples of another run. */
  merge(latency: EndpointLatency): void {
    const both = this.#of(latency.endpoint);
    latency.buckets.recorded.forEach(([bucket, count]) => both.recorded.addBucket(bucket, count));
    latency.buckets.live.forEach(([bucket, count]) => both.live.addBucket(bucket, count));
  }

  result(): EndpointLatency[] {
    return [...this.#byEndpoint]
      .map(([endpoint, { recorded, live }]) => ({
        endpoint,
        recorded: recorded.percentiles(),
        live: live.percentiles(),
        buckets: { recorded: recorded.entries(), live: live.entries() },
      }))
      .toSorted((a, b) => b.live.count - a.live.count || a.endpoint.localeCompare(b.endpoint));
  }

  #of(endpoint: string): { recorded: Histogram; live: Histogram } {
    let both = this.#byEndpoint.get(endpoint);
    if (!both) {
      both = { recorded: new Histogram(), live: new Histogram() };
      this.#byEndpoint.set(endpoint, both);
    }
    return both;
  }
}
