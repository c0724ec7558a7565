// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicReference;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BufferTest {

    private final AtomicReference<MemorySegment> lent = new AtomicReference<>();

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 1", "4194304, 4194304", "9223372036854775807, 4194304"})
    void isAsLongAsAPieceAndFreedAfterwards(long length, long size) throws BlockException {
        assertEquals(7, Buffer.lend(length, memory -> {
            lent.set(memory);
            assertTrue(memory.isNative());
            assertTrue(memory.isAccessibleBy(new Thread()), "a lent thread may touch it");
            assertEquals(0, memory.address() % 4096);
            return 7;
        }));
        assertEquals(size, lent.get().byteSize());
        assertFalse(lent.get().scope().isAlive());
    }

    @Test
    void isFreedAfterAnError() {
        assertThrows(BlockException.class, () -> fail(BlockError.IO));
        assertFalse(lent.get().scope().isAlive());
    }

    @Test
    void isKeptForARequestThatHangs() {
        assertThrows(BlockException.class, () -> fail(BlockError.ABANDONED));
        assertTrue(lent.get().scope().isAlive());
    }

    private void fail(BlockError error) throws BlockException {
        Buffer.lend(1, memory -> {
            lent.set(memory);
            throw new BlockException(error, "as the test wants it");
        });
    }
}
