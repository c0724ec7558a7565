// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.raw;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import org.blockgraph.api.Limits;
import org.blockgraph.api.driver.Child;
import org.junit.jupiter.api.Test;

/** What raw demands of requests follows from what the file demands and where the part lies. */
final class RawLimitsTest {

    private static final long GIB = 1L << 30;

    /** A file of a gibibyte that demands blocks of 4096 bytes, or nothing. */
    private static Child file(Limits limits) {
        InvocationHandler answers = (proxy, method, arguments) ->
                switch (method.getName()) {
                    case "limits" -> limits;
                    case "length" -> GIB;
                    default -> throw new AssertionError("asked for " + method.getName());
                };
        return (Child) Proxy.newProxyInstance(
                RawLimitsTest.class.getClassLoader(), new Class<?>[] {Child.class}, answers);
    }

    private static Limits limits(Limits below, long offset, long size) {
        return new RawInstance(file(below), new RawPart("d0", offset, size)).limits();
    }

    @Test
    void aFileWithoutRangesIsNotFedByteByByte() {
        Limits limits = limits(Limits.BYTES, 0, RawPart.TO_THE_END);
        assertTrue(limits.maxWriteZeroes() >= GIB, "zeroes are cut to " + limits.maxWriteZeroes() + " bytes");
        assertEquals(0, limits.maxDiscard(), "discards that nobody takes need not be passed on");
    }

    @Test
    void blocksArePassedOnWhereTheyAreWhole() {
        Limits blocks = new Limits(4096, 512, 1 << 20, GIB, GIB, 8192, false, true);
        long end = RawPart.TO_THE_END;
        for (long[] part : new long[][] {{0, end}, {8192, end}, {8192, 16_384}}) {
            Limits limits = limits(blocks, part[0], part[1]);
            assertEquals(4096, limits.requestAlignment());
            assertEquals(8192, limits.discardAlignment());
            assertEquals(512, limits.memoryAlignment());
            assertEquals(1 << 20, limits.maxTransfer());
            assertTrue(limits.unmap() && limits.fua());
        }
        for (long[] part : new long[][] {{512, end}, {4096, 16_384}, {8192, 5000}}) {
            Limits limits = limits(blocks, part[0], part[1]);
            assertEquals(1, limits.requestAlignment());
            assertEquals(1, limits.discardAlignment());
        }
    }

    @Test
    void aPartIsAsLongAsItsSizeOrTheFile() {
        RawPart toTheEnd = new RawPart("d0", 100, RawPart.TO_THE_END);
        assertEquals(900, toTheEnd.length(1000));
        assertEquals(0, toTheEnd.length(50), "a file that was cut before the part leaves nothing");
        assertEquals(10, new RawPart("d0", 100, 10).length(1000));
    }
}
