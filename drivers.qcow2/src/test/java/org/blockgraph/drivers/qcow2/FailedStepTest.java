// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.embed.BlockSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The n-th write, flush or read of the file fails, for every n that some work needs: the request that needed
 * it says why, the image is sound at that moment, and the same request succeeds when the file is well again.
 * The seed is printed; -Dblockgraph.seed replays it.
 */
@Timeout(300)
final class FailedStepTest {

    private static final int STEPS = 16;

    /** The work stays within so many bytes around what is special in the images. */
    private static final int BEGIN = 1_664 << 10;

    private static final int END = 2_432 << 10;

    @TempDir
    private Path folder;

    private final Faults faults = new Faults();
    private BlockSystem system;

    @BeforeEach
    void start() throws Exception {
        system = Quiet.system();
        system.register(new TapDriver(faults), "1");
    }

    @AfterEach
    void stop() {
        system.close();
    }

    /** Fails one operation, or all of a kind from one on until healed. Used by one thread. */
    private static final class Faults implements Tap {
        private Operation wanted;
        private BlockError error;
        private boolean lasting;
        private long left;
        private boolean failing;

        void arm(Operation operation, BlockError why, boolean stays, long number) {
            wanted = operation;
            error = why;
            lasting = stays;
            left = number;
            failing = false;
        }

        void heal() {
            wanted = null;
        }

        boolean happened() {
            return failing;
        }

        @Override
        public void before(Operation operation) throws BlockException {
            if (operation != wanted) {
                return;
            }
            left--;
            if (left == 0 || lasting && left < 0) {
                failing = true;
                throw new BlockException(error, "the file fails");
            }
        }
    }

    @ParameterizedTest(name = "{0}: {1} of the n-th {2}")
    @CsvSource({
        "SMALL, NO_SPACE, WRITE", "SMALL, IO, WRITE", "SMALL, IO, FLUSH", "SMALL, IO, READ",
        "SHARED, NO_SPACE, WRITE", "SHARED, IO, FLUSH", "SHARED, IO, READ",
        "LARGE, NO_SPACE, WRITE", "LARGE, IO, FLUSH"
    })
    void everyOneIsSurvived(WorkImage kind, BlockError error, Tap.Operation operation) throws Exception {
        long seed = Long.getLong("blockgraph.seed", System.nanoTime());
        System.out.println("failed step: -Dblockgraph.seed=" + seed);
        Path template = folder.resolve("template");
        byte[] content = kind.make(template);
        List<Work.Step> steps = new ArrayList<>(kind.first());
        steps.addAll(Work.steps(new Random(seed), STEPS, BEGIN, END, kind.cluster()));
        int number = 1;
        while (run(kind, template, content.clone(), steps, operation, error, number)) {
            number++;
        }
        assertTrue(number > 2, "only " + number + " were there to fail");
        System.out.println(kind + ": " + (number - 1) + " times failed at a " + operation);
    }

    /** Returns whether the fault happened. */
    private boolean run(
            WorkImage kind,
            Path template,
            byte[] model,
            List<Work.Step> steps,
            Tap.Operation operation,
            BlockError error,
            int number)
            throws Exception {
        Path image = WorkImage.copy(template, "image");
        BlockDevice device = system.graph().open("d0", TapDriver.options(
                image, "l2-cache-size", "1", "refcount-cache-size", "1"));
        faults.arm(operation, error, error == BlockError.NO_SPACE, number);
        String where = operation + " " + number;
        for (Work.Step step : steps) {
            apply(step, device, model, image, error, where);
        }
        apply(Work.flush(), device, model, image, error, where);
        boolean happened = faults.happened();
        faults.heal();
        requireContent(device, model, where);
        system.graph().close("d0");
        Qemu.requireClean(image);
        if (kind == WorkImage.SMALL) {
            assertNotEquals(refcountTable(template), refcountTable(image), "the refcount table did not grow");
        }
        return happened;
    }

    private static long refcountTable(Path image) throws Exception {
        return ByteBuffer.wrap(Files.readAllBytes(image)).getLong(Header.REFCOUNT_TABLE_AT);
    }

    private void apply(
            Work.Step step, BlockDevice device, byte[] model, Path image, BlockError error, String where)
            throws Exception {
        try {
            step.apply(device);
        } catch (BlockException e) {
            assertTrue(faults.happened(), where + ": " + step + " fails for another reason: " + e);
            assertEquals(error, e.error(), where + ": " + step);
            Qemu.requireNoCorruption(WorkImage.copy(image, "stopped"));
            requireReadable(device, model, step, where);
            faults.heal();
            step.apply(device);
        }
        step.apply(model);
    }

    /** While the file has no space, all that the failed step does not concern can be read. */
    private static void requireReadable(BlockDevice device, byte[] model, Work.Step step, String where)
            throws Exception {
        read(device, model, BEGIN, step.kind() == Work.Kind.FLUSH ? END : step.offset(), where);
        read(device, model, step.offset() + step.length(), END, where);
    }

    private static void requireContent(BlockDevice device, byte[] model, String where) throws Exception {
        read(device, model, 0, model.length, where);
    }

    private static void read(BlockDevice device, byte[] model, int begin, int end, String where)
            throws Exception {
        if (begin >= end) {
            return;
        }
        ByteBuffer target = ByteBuffer.allocate(end - begin);
        device.read(begin, target);
        int wrong = Arrays.mismatch(target.array(), 0, end - begin, model, begin, end);
        assertEquals(-1, wrong, () -> where + ": wrong byte at " + (begin + wrong));
    }
}
