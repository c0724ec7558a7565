// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.io;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BoundsTest {

    @ParameterizedTest
    @CsvSource({"0, 0", "0, 1000", "999, 1", "1000, 0"})
    void whatLiesWithinTheDevicePasses(long offset, long length) {
        assertDoesNotThrow(() -> Bounds.check("d0", 1000, offset, length));
    }

    @ParameterizedTest
    @CsvSource({
        "-1, 1",
        "0, -1",
        "0, 1001",
        "999, 2",
        "1001, 0",
        "9223372036854775807, 1",
        "1, 9223372036854775807",
        "-9223372036854775808, -9223372036854775808"
    })
    void whatDoesNotIsRefused(long offset, long length) {
        BlockException refused =
                assertThrows(BlockException.class, () -> Bounds.check("d0", 1000, offset, length));
        assertEquals(BlockError.OUT_OF_RANGE, refused.error());
        assertEquals(offset, refused.offset());
    }

    @Test
    void theMessageNamesTheDeviceAndItsSize() {
        BlockException refused = assertThrows(BlockException.class, () -> Bounds.check("d0", 1000, 990, 20));
        assertEquals(
                "d0: the request is for 20 bytes at offset 990, but d0 ends at 1000", refused.getMessage());
    }

    @Test
    void anEdgeTakesWhatLiesBehindTheEndButNotWhatCannotBeRoundedUp() {
        assertDoesNotThrow(() -> Bounds.range("n", Long.MAX_VALUE / 2, 1 << 30));
        assertThrows(BlockException.class, () -> Bounds.range("n", Long.MAX_VALUE - 10, 1));
    }
}
