// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.throttle;

/**
 * A leaky bucket as a meter: requests pour in what they are worth, it leaks at the average rate, and while it
 * is fuller than its size requests wait. A burst longer than a second has a second bucket, which leaks at the
 * burst's rate and keeps the burst from being faster than that. Guarded by the lock of its group.
 */
final class LeakyBucket {

    private static final double NANOS_PER_SECOND = 1e9;

    /** How much of a second's worth may pour in at once. */
    private static final double SLACK = 0.1;

    private final Rate rate;
    private double level;
    private double burstLevel;

    LeakyBucket(Rate rate) {
        this.rate = rate;
    }

    /** Lets time pass. */
    void leak(long nanos) {
        double seconds = nanos / NANOS_PER_SECOND;
        level = Math.max(level - rate.average() * seconds, 0);
        if (rate.burstSeconds() > 1) {
            burstLevel = Math.max(burstLevel - rate.burst() * seconds, 0);
        }
    }

    /** Pours in; takes out again when negative. */
    void pour(double amount) {
        level = Math.max(level + amount, 0);
        if (rate.burstSeconds() > 1) {
            burstLevel = Math.max(burstLevel + amount, 0);
        }
    }

    /**
     * Returns how long it takes until the next request may pour in. Nothing leaks by asking, so that it makes
     * no difference how often it is asked.
     *
     * @param passed how long ago the bucket was let leak, in nanoseconds
     */
    long waitNanos(long passed) {
        if (!rate.limits()) {
            return 0;
        }
        double seconds = passed / NANOS_PER_SECOND;
        double size = rate.burst() == 0
                ? rate.average() * SLACK
                : (double) rate.burst() * rate.burstSeconds();
        double above = level - rate.average() * seconds - size;
        if (above > 0) {
            return nanos(above / rate.average());
        }
        double burstAbove = burstLevel - rate.burst() * seconds - rate.burst() * SLACK;
        return rate.burstSeconds() > 1 && burstAbove > 0 ? nanos(burstAbove / rate.burst()) : 0;
    }

    /** At least one, so that what is not due yet is never taken for due. */
    private static long nanos(double seconds) {
        return Math.max((long) (seconds * NANOS_PER_SECOND), 1);
    }

    Rate rate() {
        return rate;
    }

    double level() {
        return level;
    }

    double burstLevel() {
        return burstLevel;
    }
}
