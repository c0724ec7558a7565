// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.BlockStatus;
import org.blockgraph.api.IoFlags;
import org.blockgraph.api.IoResult;
import org.blockgraph.api.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** A driver that breaks its contract is told on, in one line, and its callers above keep to theirs. */
class DriverContractTest {

    private static final Limits LIMITS = new Limits(1, 1, 4096, 4096, 4096, 1, true, true);

    private final Rig rig = new Rig(LIMITS);

    @Test
    void wouldBlockWithoutNowait() {
        rig.driver.hook = (request, call) -> IoResult.WOULD_BLOCK;
        everyOperation((name, operation) -> {
            BlockException fault = assertFault(operation);
            assertTrue(fault.getMessage().contains("WOULD_BLOCK without NOWAIT"), fault::getMessage);
            assertTrue(fault.getMessage().contains(name), fault::getMessage);
        });
    }

    @Test
    void aResultThatIsNone() {
        for (int result : new int[] {2, -1, 4096}) {
            rig.driver.hook = (request, call) -> result;
            everyOperation((name, operation) -> {
                BlockException fault = assertFault(operation);
                assertTrue(fault.getMessage().contains("it answered " + result), fault::getMessage);
            });
        }
    }

    @Test
    void anExceptionThatIsNoBlockException() {
        rig.driver.hook = (request, call) -> {
            throw new IllegalStateException("wrong state");
        };
        everyOperation((name, operation) -> {
            BlockException fault = assertFault(operation);
            assertTrue(
                    fault.getMessage().startsWith("disk: its driver failed in " + name), fault::getMessage);
            assertTrue(fault.getMessage().contains("java.lang.IllegalStateException: wrong state"));
            assertFalse(fault.getMessage().contains("\n"));
            assertTrue(fault.getCause().getMessage().contains("RecordingDriver.begin"), "the stack as text");
            assertEquals(0, fault.getCause().getStackTrace().length, "and no live one");
        });
    }

    @Test
    void errorsOtherThanLackOfMemory() {
        Error[] errors = {new AssertionError("no"), new NoClassDefFoundError("x"), new StackOverflowError()};
        for (Error error : errors) {
            rig.driver.hook = (request, call) -> {
                throw error;
            };
            everyOperation((name, operation) -> assertFault(operation));
        }
    }

    @Test
    void lackOfMemoryIsNotTheDrivers() {
        OutOfMemoryError error = new OutOfMemoryError("for the test");
        rig.driver.hook = (request, call) -> {
            throw error;
        };
        everyOperation(
                (name, operation) -> assertSame(error, assertThrows(OutOfMemoryError.class, operation)));
    }

    @Test
    void aPlainBlockExceptionPassesAsItIs() {
        BlockException plain = new BlockException(BlockError.NO_SPACE, "disk", "full");
        rig.driver.hook = (request, call) -> {
            throw plain;
        };
        everyOperation((name, operation) -> assertSame(plain, assertThrows(BlockException.class, operation)));
    }

    @Test
    void aLengthThatIsNone() {
        for (long length : new long[] {-1, Long.MAX_VALUE}) {
            rig.pipe.serve(
                    new RecordingDriver(LIMITS, 0, 0) {
                        @Override
                        public long length() {
                            return length;
                        }
                    },
                    Terms.of(LIMITS, false));
            assertFault(rig.pipe::length);
            assertFault(() -> rig.pipe.read(rig.request, 0, Rig.nativeBuffer(8), IoFlags.NONE));
        }
    }

    @Test
    void aStatusThatIsNone() {
        Map<String, StatusAnswer> answers = Map.of(
                "its run has 0 bytes", status -> status.set(BlockStatus.DATA, 0),
                "its run has -5 bytes", status -> status.set(BlockStatus.DATA, -5),
                "its run has 101 bytes", status -> status.set(BlockStatus.DATA, 101),
                "has no meaning", status -> status.set(1 << 12, 100),
                "its place is at -3", status -> {
                    status.set(BlockStatus.DATA, 100);
                    status.at(null, -3);
                },
                "RECURSE names no place", status -> status.set(BlockStatus.RECURSE, 100));
        answers.forEach((how, answer) -> {
            rig.pipe.serve(new StatusDriver(LIMITS, answer), Terms.of(LIMITS, false));
            BlockException fault = assertFault(
                    () -> rig.pipe.blockStatus(rig.request, 0, 100, new BlockStatus(), IoFlags.NONE));
            assertTrue(fault.getMessage().contains(how), fault::getMessage);
        });
    }

    @Test
    void aStatusAgainstItsOwnAlignment() {
        Limits limits = Rig.limits(512, 1, 4096);
        rig.pipe.serve(
                new StatusDriver(limits, status -> status.set(BlockStatus.DATA, 100)),
                Terms.of(limits, false));
        assertFault(() -> rig.pipe.blockStatus(rig.request, 0, 512, new BlockStatus(), IoFlags.NONE));
    }

    /** What a driver fills in. */
    interface StatusAnswer {
        void fill(BlockStatus status);
    }

    private static final class StatusDriver extends RecordingDriver {

        private final StatusAnswer answer;

        StatusDriver(Limits limits, StatusAnswer answer) {
            super(limits, 4096, 4096);
            this.answer = answer;
        }

        @Override
        public int blockStatus(
                BlockRequest request, long offset, long length, BlockStatus status, int flags) {
            answer.fill(status);
            return IoResult.DONE;
        }
    }

    private interface Check {
        void run(String name, Executable operation);
    }

    private void everyOperation(Check check) {
        check.run("read", () -> rig.pipe.read(rig.request, 0, Rig.nativeBuffer(8), IoFlags.NONE));
        check.run("write", () -> rig.pipe.write(rig.request, 0, Rig.nativeBuffer(8), IoFlags.NONE));
        check.run("write zeroes", () -> rig.pipe.writeZeroes(rig.request, 0, 8, IoFlags.NONE));
        check.run("discard", () -> rig.pipe.discard(rig.request, 0, 8, IoFlags.NONE));
        check.run("flush", () -> rig.pipe.flush(rig.request, IoFlags.NONE));
    }

    private static BlockException assertFault(Executable operation) {
        BlockException fault = assertThrows(BlockException.class, operation);
        assertEquals(BlockError.DRIVER_FAULT, fault.error());
        assertEquals("disk", fault.node());
        assertNotNull(fault.getMessage());
        return fault;
    }
}
