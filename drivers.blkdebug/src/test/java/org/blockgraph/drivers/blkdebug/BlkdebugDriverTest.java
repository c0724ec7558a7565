// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.blkdebug;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.DrainHandle;
import org.blockgraph.api.GraphEditor;
import org.blockgraph.api.IoFlags;
import org.blockgraph.api.IoResult;
import org.blockgraph.api.Limits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** The filter in a graph on a plain class path. */
@Timeout(120)
final class BlkdebugDriverTest {

    private static final int SIZE = 1 << 20;

    @TempDir
    private Path folder;

    private Path image;
    private DebuggedDisk disk;

    @BeforeEach
    void start() throws Exception {
        image = Files.write(folder.resolve("disk.img"), new byte[SIZE]);
        disk = new DebuggedDisk(image);
    }

    @AfterEach
    void stop() {
        disk.close();
    }

    private static void assertFails(BlockError error, String message, Executable action) {
        BlockException failure = assertThrows(BlockException.class, action);
        assertEquals(error, failure.error(), failure.getMessage());
        assertTrue(failure.getMessage().contains(message), failure.getMessage());
    }

    @Test
    void withoutRulesItShowsItsChild() throws Exception {
        BlockDevice device = disk.open();
        assertEquals(SIZE, device.length());
        disk.write(1000, 3, 7);
        device.flush();
        device.truncate(SIZE + 512);
        assertEquals(IoResult.DONE, disk.readNoWait(100));
        disk.system.graph().close("d0");
        assertEquals(SIZE + 512, Files.size(image));
        assertArrayEquals(
                new byte[] {0, 7, 7, 7, 0}, Arrays.copyOfRange(Files.readAllBytes(image), 999, 1004));
    }

    @Test
    void anErrorHasItsNumberAndItsPlace() throws Exception {
        disk.open(
                "inject-error.0.iotype", "write", "inject-error.0.errno", "28", "inject-error.0.sector", "2",
                "inject-error.1.iotype", "flush",
                "inject-error.2.iotype", "read", "inject-error.2.errno", "123", "inject-error.2.sector", "9");
        disk.write(0, 1024, 1);
        assertFails(BlockError.NO_SPACE, "d0: injected error 28 in write at offset 0",
                () -> disk.write(0, 1025, 2));
        assertArrayEquals(new byte[] {1}, disk.read(0, 1), "something was written");
        assertFails(BlockError.IO, "d0: injected error 5 in flush", () -> disk.device().flush());
        assertFails(BlockError.IO, "injected error 123 in read at offset 4608", () -> disk.read(4608, 1));
        disk.tell("clear");
        disk.write(0, 1025, 3);
        disk.device().flush();
    }

    @Test
    void aShortTransferIsDoneAndThenFails() throws Exception {
        disk.open("inject-error.0.short", "700", "inject-error.0.once", "on");
        assertFails(BlockError.IO, "injected error 5 in write", () -> disk.write(0, 1024, 6));
        byte[] there = disk.read(0, 1024);
        for (int i = 0; i < there.length; i++) {
            assertEquals(i < 700 ? 6 : 0, there[i], "byte " + i);
        }
    }

    @Test
    void statesAndCountsComeFromOptions() throws Exception {
        disk.open(
                "set-state.0.event", "write", "set-state.0.new_state", "2",
                "set-state.0.nth", "2",
                "inject-error.0.event", "write", "inject-error.0.state", "2", "inject-error.0.once", "on");
        disk.write(0, 1, 1);
        disk.write(0, 1, 2);
        assertFails(BlockError.IO, "injected error", () -> disk.write(0, 1, 3));
        disk.write(0, 1, 4);
        assertArrayEquals(new byte[] {4}, disk.read(0, 1));
    }

    @Test
    void rulesComeFromAFileOfQemus() throws Exception {
        Path config = Files.writeString(folder.resolve("rules"), """
                # fails the second write
                [set-state]
                event = "write"
                state = "1"
                new_state = "2"

                [inject-error]
                event = "write"
                state = "2"
                errno = "28"
                """);
        disk.open("config", config.toString());
        disk.write(0, 1, 1);
        assertFails(BlockError.NO_SPACE, "injected error 28", () -> disk.write(0, 1, 1));
        disk.system.graph().close("d0");
        Files.writeString(config, "[inject-error]\nevent: write\n");
        assertFails(BlockError.INVALID, "'event: write' is neither", () ->
                disk.open("config", config.toString()));
        assertFails(BlockError.NOT_FOUND, "can't read the rules", () ->
                disk.open("config", folder + "/none"));
    }

    @Test
    void aBreakpointStopsARequestUntilItIsResumed() throws Exception {
        disk.open();
        disk.tell("break write A");
        FutureTask<Void> write = disk.writeBeside(0, 512, 5);
        disk.tell("wait_break A");
        disk.write(512, 512, 6);
        assertFalse(write.isDone());
        assertArrayEquals(new byte[] {0}, disk.read(0, 1), "the write went on");
        assertTrue(disk.tell("rules").contains("stopped tag=A"), disk.tell("rules"));
        disk.tell("resume A");
        write.get(10, TimeUnit.SECONDS);
        assertArrayEquals(new byte[] {5}, disk.read(0, 1));
        assertEquals("state 1", disk.tell("rules"));
    }

    @Test
    void aDrainEndsAStopAndAWaitForOne() throws Exception {
        disk.open("suspend.0.event", "write", "suspend.0.tag", "A");
        FutureTask<Void> write = disk.writeBeside(0, 512, 5);
        disk.tell("wait_break A");
        try (DrainHandle drain = disk.system.graph().drain("d0")) {
            write.get(10, TimeUnit.SECONDS);
            assertTrue(drain != null);
            assertFails(BlockError.CANCELLED, "the wait for 'B' was ended", () -> disk.tell("wait_break B"));
        }
    }

    @Test
    void removingABreakpointResumesWhatItStopped() throws Exception {
        disk.open();
        disk.tell("break write A");
        disk.tell("break write A");
        FutureTask<Void> write = disk.writeBeside(0, 512, 5);
        disk.tell("wait_break A");
        disk.tell("remove_break A");
        write.get(10, TimeUnit.SECONDS);
        disk.write(0, 1, 1);
        assertFails(BlockError.NOT_FOUND, "nothing has the tag 'A'", () -> disk.tell("remove_break A"));
    }

    @Test
    void rulesCanBeAddedWhileRequestsRun() throws Exception {
        disk.open();
        disk.tell("inject-error iotype=read errno=28 once=on");
        assertFails(BlockError.NO_SPACE, "injected error 28", () -> disk.read(0, 1));
        disk.read(0, 1);
        disk.tell("set-state event=read new_state=7");
        disk.read(0, 1);
        assertTrue(disk.tell("rules").startsWith("state 7\nset-state"), disk.tell("rules"));
    }

    @Test
    void whatMayNotWaitHasNoEffectWhereThereAreRules() throws Exception {
        disk.open("inject-error.0.iotype", "read", "inject-error.0.nth", "2", "inject-error.0.once", "on");
        for (int i = 0; i < 5; i++) {
            assertEquals(IoResult.WOULD_BLOCK, disk.readNoWait(1));
        }
        disk.read(0, 1);
        assertFails(BlockError.IO, "injected error", () -> disk.read(0, 1));
        assertEquals(IoResult.DONE, disk.readNoWait(1), "without rules it goes through");
        disk.tell("inject-error immediately=on errno=28");
        assertFails(BlockError.NO_SPACE, "injected error 28", () -> disk.readNoWait(1));
    }

    @Test
    void limitsAreThoseOfTheOptions() throws Exception {
        BlockDevice device = disk.open(
                "align", "4k", "max-transfer", "64k", "max-write-zero", "32k", "opt-discard", "16k",
                "max-discard", "32k",
                "inject-error.0.iotype", "read", "inject-error.0.errno", "28", "inject-error.0.nth", "5");
        Limits limits = device.limits();
        assertEquals(4096, limits.requestAlignment());
        assertEquals(65_536, limits.maxTransfer());
        assertEquals(32_768, limits.maxWriteZeroes());
        assertEquals(16_384, limits.discardAlignment());
        assertEquals(32_768, limits.maxDiscard());
        disk.read(0, 256 << 10);
        assertFails(BlockError.NO_SPACE, "in read at offset 0", () -> disk.read(0, 1));
        disk.tell("clear");
        disk.write(4095, 2, 9);
        assertArrayEquals(new byte[] {0, 9, 9, 0}, disk.read(4094, 4));
    }

    @Test
    void zeroesThatAreNotAtTheirMultiplesAreWritten() throws Exception {
        BlockDevice device = disk.open("opt-write-zero", "64k");
        disk.write(0, 128 << 10, 1);
        disk.tell("inject-error iotype=write-zeroes errno=28");
        try (BlockRequest request = device.newRequest("test")) {
            device.writeZeroes(request, 512, 512, IoFlags.NONE);
            assertFails(BlockError.NOT_SUPPORTED, "", () ->
                    device.writeZeroes(request, 512, 512, IoFlags.NO_FALLBACK));
            assertFails(BlockError.NO_SPACE, "in write-zeroes at offset 65536", () ->
                    device.writeZeroes(request, 64 << 10, 64 << 10, IoFlags.NONE));
        }
        assertArrayEquals(new byte[] {1, 0}, disk.read(511, 2));
        assertArrayEquals(new byte[] {0, 1}, disk.read(1023, 2));
    }

    @Test
    void badOptionsAreNamed() throws Exception {
        for (List<String> bad : List.of(
                List.of("align", "1000", "powers of two"),
                List.of("align", "128k", "up to 65536"),
                List.of("max-transfer", "0", "max-transfer is a multiple"),
                List.of("max-transfer", "2G", "max-transfer is a multiple"),
                List.of("opt-write-zero", "0", "opt-write-zero and opt-discard"),
                List.of("inject-error.0.errno", "-1", "rule 0: inject-error: errno is '-1'"),
                List.of("inject-error.1.errno", "5", "no such option: inject-error.1.errno"),
                List.of("suspend.0.event", "never", "event is 'never', not one of block_status, clus"),
                List.of("colour", "red", "no such option: colour"))) {
            assertFails(BlockError.INVALID, bad.get(2), () -> disk.open(bad.get(0), bad.get(1)));
        }
        assertTrue(disk.system.graph().snapshot().nodes().isEmpty());
    }

    @Test
    void badCommandsAreNamed() throws Exception {
        disk.open();
        assertFails(BlockError.INVALID, "'dance' is no command; there are break EVENT TAG",
                () -> disk.tell("dance"));
        assertFails(BlockError.INVALID, "'break write' is no command", () -> disk.tell("break write"));
        assertFails(BlockError.INVALID, "event is 'never'", () -> disk.tell("break never A"));
        assertFails(BlockError.INVALID, "'once' is not KEY=VALUE", () -> disk.tell("inject-error once"));
        assertFails(BlockError.NOT_FOUND, "nothing has the tag 'A'", () -> disk.tell("resume A"));
        assertFails(BlockError.NOT_SUPPORTED, "d0.image: its driver file takes no commands",
                () -> disk.system.graph().command("d0.image", List.of("dance")));
        assertFails(BlockError.INVALID, "1 to 64 words",
                () -> disk.system.graph().command("d0", List.of()));
        assertFails(BlockError.NOT_FOUND, "no such node",
                () -> disk.system.graph().command("d9", List.of("rules")));
    }

    @Test
    void rulesAndTheChildChangeWhileItIsOpen() throws Exception {
        disk.open();
        disk.write(0, 512, 1);
        GraphEditor editor = disk.system.graph().editor();
        editor.reopen("d0", Map.of("inject-error.0.iotype", "write"));
        assertFails(BlockError.IO, "injected error 5", () -> disk.write(0, 512, 2));
        editor.reopen("d0", Map.of("inject-error.0.iotype", ""));
        disk.write(0, 512, 3);
        assertFails(BlockError.NOT_SUPPORTED, "can't change limits",
                () -> editor.reopen("d0", Map.of("align", "512")));
        editor.add("f", Map.of("driver", "blkdebug", "image", "d0.image"));
        editor.reopen("d0", Map.of("image", "f"));
        assertEquals("f", disk.system.graph().node("d0").children().getFirst().node());
        assertEquals(3, disk.read(0, 1)[0]);
        editor.reopen("d0", Map.of("read-only", "on"));
        assertFails(BlockError.READ_ONLY, "read-only", () -> disk.write(0, 512, 4));
    }
}
