// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.throttle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Which limits make sense; the tests have the names of the cases of QEMU's test-throttle. */
final class ThrottleConfigTest {

    private static ThrottleLimits limits(Kind kind, long average, long burst, long seconds) {
        return new ThrottleLimits(Map.of(kind, new Rate(average, burst, seconds)), 0);
    }

    private static void assertValid(Kind kind, long average, long burst, long seconds) {
        assertNull(limits(kind, average, burst, seconds).flaw());
    }

    private static void assertInvalid(Kind kind, long average, long burst, long seconds) {
        String flaw = limits(kind, average, burst, seconds).flaw();
        assertNotNull(flaw, kind + " " + average + " " + burst + " " + seconds);
        assertTrue(flaw.contains(kind.option()), flaw);
    }

    @ParameterizedTest
    @EnumSource
    void enabled(Kind kind) {
        assertFalse(ThrottleLimits.NONE.limitAnything());
        assertTrue(limits(kind, 150, 0, 1).limitAnything());
        assertValid(kind, 150, 0, 1);
        assertInvalid(kind, -150, 0, 1);
    }

    @ParameterizedTest(name = "{0} beside {1} and {2}, burst {3}")
    @CsvSource({
        "BPS_TOTAL, BPS_READ, BPS_WRITE, 0",
        "IOPS_TOTAL, IOPS_READ, IOPS_WRITE, 0",
        "BPS_TOTAL, BPS_READ, BPS_WRITE, 1",
        "IOPS_TOTAL, IOPS_READ, IOPS_WRITE, 1"
    })
    void conflicting(Kind total, Kind read, Kind write, long burst) {
        Rate rate = new Rate(1, burst, 1);
        for (int given = 0; given < 8; given++) {
            Map<Kind, Rate> rates = new EnumMap<>(Kind.class);
            Kind[] kinds = {total, read, write};
            for (int i = 0; i < kinds.length; i++) {
                if ((given & 1 << i) != 0) {
                    rates.put(kinds[i], rate);
                }
            }
            boolean conflicts = rates.containsKey(total) && rates.size() > 1;
            String flaw = new ThrottleLimits(rates, 0).flaw();
            assertEquals(conflicts, flaw != null, rates + ": " + flaw);
        }
    }

    @ParameterizedTest
    @EnumSource
    void isValid(Kind kind) {
        assertInvalid(kind, -1, 0, 1);
        assertInvalid(kind, 1, -1, 1);
        assertValid(kind, 0, 0, 1);
        assertValid(kind, 1, 0, 1);
        assertValid(kind, 1, 1, 1);
    }

    @ParameterizedTest
    @EnumSource
    void ranges(Kind kind) {
        assertValid(kind, Rate.MAX, 0, 1);
        assertValid(kind, Rate.MAX, Rate.MAX, 1);
        assertInvalid(kind, Rate.MAX + 1, 0, 1);
        assertInvalid(kind, Rate.MAX, Rate.MAX + 1, 1);
        assertInvalid(kind, 1, 1, 0);
        assertValid(kind, 1, 1, Rate.MAX);
        assertInvalid(kind, 1, 1, Rate.MAX + 1);
        assertValid(kind, 1, 2, Rate.MAX / 2);
        assertInvalid(kind, 1, 3, Rate.MAX / 2);
        assertInvalid(kind, 1, Rate.MAX, 2);
        assertInvalid(kind, 5, 0, 2);
    }

    @ParameterizedTest
    @EnumSource
    void max(Kind kind) {
        assertInvalid(kind, 0, 100, 1);
        assertValid(kind, 100, 0, 1);
        assertInvalid(kind, 100, 30, 1);
        assertValid(kind, 100, 100, 1);
    }

    @Test
    void iopsSize() {
        assertNotNull(new ThrottleLimits(Map.of(), 4096).flaw());
        Rate rate = new Rate(1, 0, 1);
        assertNotNull(new ThrottleLimits(Map.of(Kind.BPS_TOTAL, rate), 4096).flaw());
        assertNull(new ThrottleLimits(Map.of(Kind.IOPS_WRITE, rate), 4096).flaw());
    }
}
