// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.throttle;

/** The buckets of a group, filled and leaking together. Guarded by the lock of the group. */
final class Meter {

    private final ThrottleLimits limits;
    private final LeakyBucket[] buckets = new LeakyBucket[Kind.values().length];
    private long leakedAt;

    /** Empty buckets. */
    Meter(ThrottleLimits limits, long now) {
        this.limits = limits;
        this.leakedAt = now;
        for (Kind kind : Kind.values()) {
            buckets[kind.ordinal()] = new LeakyBucket(limits.rate(kind));
        }
    }

    ThrottleLimits limits() {
        return limits;
    }

    LeakyBucket bucket(Kind kind) {
        return buckets[kind.ordinal()];
    }

    /** Returns how long a request in that direction has to wait from now on, in nanoseconds. */
    long waitNanos(Direction direction, long now) {
        long passed = Math.max(now - leakedAt, 0);
        long longest = 0;
        for (Kind kind : Kind.values()) {
            if (kind.covers(direction)) {
                longest = Math.max(longest, bucket(kind).waitNanos(passed));
            }
        }
        return longest;
    }

    /** Counts a request. */
    void account(Direction direction, long bytes, long now) {
        pour(direction, bytes, 1, now);
    }

    /** Counts a request out again that was not carried out. */
    void refund(Direction direction, long bytes, long now) {
        pour(direction, bytes, -1, now);
    }

    private void pour(Direction direction, long bytes, int sign, long now) {
        leak(now);
        boolean several = limits.iopsSize() > 0 && bytes > limits.iopsSize();
        double requests = several ? (double) bytes / limits.iopsSize() : 1;
        for (Kind kind : Kind.values()) {
            if (kind.covers(direction)) {
                bucket(kind).pour(sign * (kind.countsRequests() ? requests : bytes));
            }
        }
    }

    private void leak(long now) {
        if (now > leakedAt) {
            for (LeakyBucket bucket : buckets) {
                bucket.leak(now - leakedAt);
            }
            leakedAt = now;
        }
    }
}
