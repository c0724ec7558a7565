// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.throttle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What time and requests do to buckets; the tests have the names of the cases of QEMU's test-throttle. */
final class ThrottleBucketTest {

    private static final double EXACT = 1e-6;
    private static final long SECOND = 1_000_000_000;

    private static LeakyBucket bucket(long average, long burst, long seconds, double level) {
        LeakyBucket bucket = new LeakyBucket(new Rate(average, burst, seconds));
        bucket.pour(level);
        return bucket;
    }

    @Test
    void leakBucket() {
        LeakyBucket bucket = bucket(200, 20, 1, 2.5);
        bucket.leak(SECOND / 200);
        assertEquals(1.5, bucket.level(), EXACT);
        bucket.leak(SECOND / 100);
        assertEquals(0, bucket.level(), EXACT);
        bucket.leak(SECOND);
        assertEquals(0, bucket.level(), EXACT, "a bucket can't be emptier than empty");
        assertEquals(0, bucket.burstLevel(), EXACT, "a burst of a second needs no second bucket");

        LeakyBucket burst = bucket(100, 300, 3, 10);
        burst.leak(SECOND / 100);
        assertEquals(9, burst.level(), EXACT);
        assertEquals(7, burst.burstLevel(), EXACT);
        burst.leak(SECOND / 10);
        assertEquals(0, burst.burstLevel(), EXACT);
    }

    @Test
    void computeWait() {
        assertEquals(0, bucket(0, 0, 1, 1000).waitNanos(0), "nothing is limited");
        assertEquals(0, bucket(100, 100, 1, 100).waitNanos(0), "full is not too full");
        assertEquals(0, bucket(100, 100, 1, 50).waitNanos(0));
        assertEquals(SECOND / 200, bucket(100, 100, 1, 100.5).waitNanos(0), "half a request above");
        assertEquals(SECOND / 100, bucket(100, 0, 1, 11).waitNanos(0), "a tenth of a second is the slack");
    }

    @Test
    void computeWaitAtTheEndOfABurst() {
        long average = 50;
        long burst = 1000;
        LeakyBucket bucket = bucket(average, burst, 3, 0);
        for (int tenth = 1; tenth <= 32; tenth++) {
            bucket.pour(burst / 10.0);
            bucket.leak(SECOND / 10);
            double level = tenth * (burst - average) / 10.0;
            assertEquals(level, bucket.level(), EXACT);
            assertEquals(0, bucket.burstLevel(), EXACT);
            // The burst lasts its 3 seconds, and what leaked meanwhile comes on top.
            long expected = level <= 3 * burst ? 0 : (long) ((level - 3 * burst) / average * SECOND);
            assertEquals(expected, bucket.waitNanos(0), 1000, "after " + tenth + " tenths of a second");
        }
        assertTrue(bucket.waitNanos(0) > 0, "the burst never ended");
    }

    @Test
    void aBurstIsNoFasterThanItsRate() {
        LeakyBucket bucket = bucket(10, 200, 10, 30);
        long wait = bucket.waitNanos(0);
        assertEquals(SECOND / 20, wait, 1000, "10 of 30 are above a tenth of the burst's rate");
    }

    @Test
    void init() {
        Meter meter = new Meter(ThrottleLimits.NONE, 17);
        for (Kind kind : Kind.values()) {
            assertEquals(Rate.NONE, meter.bucket(kind).rate());
            assertEquals(0, meter.bucket(kind).level());
        }
        for (Direction direction : Direction.values()) {
            meter.account(direction, 1 << 30, 17);
            assertEquals(0, meter.waitNanos(direction, 17), "nothing is limited, and nothing waits");
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"IOPS_READ, READ", "BPS_READ, READ", "IOPS_WRITE, WRITE", "BPS_WRITE, WRITE"})
    void initOfOneDirection(Kind kind, Direction limited) {
        Meter meter = new Meter(new ThrottleLimits(Map.of(kind, new Rate(10, 0, 1)), 0), 0);
        for (Direction direction : Direction.values()) {
            assertEquals(direction == limited, meter.limits().limit(direction));
            meter.account(direction, 100, 0);
            meter.account(direction, 100, 0);
            assertEquals(direction == limited, meter.waitNanos(direction, 0) > 0);
        }
    }

    @Test
    void configFunctions() {
        Map<Kind, Rate> rates = Map.of(
                Kind.BPS_READ, new Rate(56, 56, 1),
                Kind.BPS_WRITE, new Rate(1, 120, 2),
                Kind.IOPS_TOTAL, new Rate(150, 150, 1));
        ThrottleLimits limits = new ThrottleLimits(rates, 512);
        Meter meter = new Meter(limits, 99);
        assertEquals(limits, meter.limits());
        for (Kind kind : Kind.values()) {
            assertEquals(rates.getOrDefault(kind, Rate.NONE), meter.bucket(kind).rate());
            assertEquals(0, meter.bucket(kind).level());
        }
        assertEquals(
                Map.of(
                        "bps-read", "56", "bps-read-max", "56", "bps-read-max-length", "1",
                        "bps-write", "1", "bps-write-max", "120", "bps-write-max-length", "2",
                        "iops-total", "150", "iops-total-max", "150", "iops-total-max-length", "1",
                        "iops-size", "512"),
                limits.details().entrySet().stream()
                        .collect(java.util.stream.Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    /** Bytes count as they are; requests count once, or by their size over the iops-size. */
    @ParameterizedTest(name = "{0} bytes, average {1}, iops-size {2}: {3} requests")
    @CsvSource({
        "512, 150, 0, 1",
        "1024, 150, 0, 1",
        "1024, 150, 17, 60.2352941176",
        "32768, 150, 6656, 4.9230769231",
        "32768, 300, 6656, 4.9230769231",
        "6656, 150, 6656, 1",
        "6655, 150, 6656, 1"
    })
    void accounting(long bytes, long average, long iopsSize, double requests) {
        for (int burst = 0; burst < 2; burst++) {
            Rate rate = burst == 0 ? new Rate(average, 0, 1) : new Rate(average, 2 * average, 5);
            Meter together = new Meter(
                    new ThrottleLimits(Map.of(Kind.BPS_TOTAL, rate, Kind.IOPS_TOTAL, rate), iopsSize), 0);
            Meter apart = new Meter(
                    new ThrottleLimits(
                            Map.of(Kind.BPS_READ, rate, Kind.IOPS_READ, rate,
                                    Kind.BPS_WRITE, rate, Kind.IOPS_WRITE, rate),
                            iopsSize),
                    0);
            for (Direction direction : Direction.values()) {
                together.account(direction, bytes, 0);
                apart.account(direction, bytes, 0);
            }
            assertEquals(2 * bytes, together.bucket(Kind.BPS_TOTAL).level(), EXACT);
            assertEquals(2 * requests, together.bucket(Kind.IOPS_TOTAL).level(), EXACT);
            assertEquals(bytes, apart.bucket(Kind.BPS_READ).level(), EXACT);
            assertEquals(bytes, apart.bucket(Kind.BPS_WRITE).level(), EXACT);
            assertEquals(requests, apart.bucket(Kind.IOPS_READ).level(), EXACT);
            assertEquals(requests, apart.bucket(Kind.IOPS_WRITE).level(), EXACT);
            assertEquals(burst == 0 ? 0 : bytes, apart.bucket(Kind.BPS_READ).burstLevel(), EXACT);
            apart.refund(Direction.READ, bytes, 0);
            assertEquals(0, apart.bucket(Kind.BPS_READ).level(), EXACT);
            assertEquals(0, apart.bucket(Kind.IOPS_READ).level(), EXACT);
            assertEquals(bytes, apart.bucket(Kind.BPS_WRITE).level(), EXACT);
        }
    }

    @Test
    void theLongestWaitOfAllBucketsCounts() {
        Meter meter = new Meter(
                new ThrottleLimits(
                        Map.of(Kind.IOPS_TOTAL, new Rate(10, 0, 1), Kind.BPS_READ, new Rate(100, 0, 1)), 0),
                0);
        meter.account(Direction.READ, 1010, 0);
        assertEquals(10 * SECOND, meter.waitNanos(Direction.READ, 0), 1000);
        assertEquals(0, meter.waitNanos(Direction.WRITE, 0));
        assertEquals(9 * SECOND, meter.waitNanos(Direction.READ, SECOND), 1000);
        assertFalse(meter.waitNanos(Direction.READ, 11 * SECOND) > 0);
    }

    /** Who is interrupted asks anew at any time, and must not be late for it. */
    @Test
    void askingOftenMakesNoWaitLonger() {
        Meter meter = new Meter(new ThrottleLimits(Map.of(Kind.IOPS_TOTAL, new Rate(10, 0, 1)), 0), 0);
        meter.account(Direction.READ, 1, 0);
        meter.account(Direction.READ, 1, 0);
        long due = meter.waitNanos(Direction.READ, 0);
        for (long now = 1; now < due; now += 999_983) {
            assertTrue(meter.waitNanos(Direction.READ, now) > 0, "due after " + now);
        }
        assertEquals(0, meter.waitNanos(Direction.READ, due));
    }
}
