// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.IoFlags;
import org.blockgraph.embed.BlockSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Images made by qemu-img with one entry of a table broken: only requests that meet it fail, naming the file
 * and the entry. A write that meets it changes nothing but the corrupt bit, and no other is let through.
 */
@Timeout(120)
final class MalformedTablesTest {

    private static final int CLUSTER = 4096;
    private static final int SIZE = 8 << 20;

    /** Two normal clusters and one compressed in the first L2 table's reach, one in the second's. */
    private static final int FIRST = 0;

    private static final int NEIGHBOUR = CLUSTER;
    private static final int PACKED = 8 * CLUSTER;
    private static final int OTHER_TABLE = 3 << 20;

    /** Nothing is here. */
    private static final int EMPTY = 1 << 20;

    /** Images without a fault, by version. */
    private static final Map<String, byte[]> SOUND = new HashMap<>();

    @TempDir
    private static Path folder;

    private static BlockSystem system;

    /** Where things are in an image. */
    private record Layout(ByteBuffer bytes) {
        int l1() {
            return (int) bytes.getLong(40);
        }

        int refcountTable() {
            return (int) bytes.getLong(48);
        }

        int refcountBlock() {
            return (int) bytes.getLong(refcountTable());
        }

        int l2(int index) {
            return (int) L2Entry.offset(bytes.getLong(l1() + 8 * index));
        }

        int entryOf(int guest) {
            return l2(guest / (2 << 20)) + guest / CLUSTER % 512 * 8;
        }

        /** Refcounts are of 16 bits. */
        int refcountOf(int offset) {
            return refcountBlock() + offset / CLUSTER * 2;
        }

        /** Lets the first cluster's entry point to a place. */
        void point(long place) {
            bytes.putLong(entryOf(FIRST), place | L2Entry.COPIED);
        }
    }

    /** One way to break a table, and how it is named. */
    private record Case(String name, String compat, String field, Consumer<Layout> change) {
        @Override
        public String toString() {
            return name + " in " + compat;
        }
    }

    @BeforeAll
    static void start() throws Exception {
        system = Quiet.system();
        for (String compat : new String[] {"0.10", "1.1"}) {
            SOUND.put(compat, make(compat));
        }
    }

    /** What a failed test left open would fail the next ones. */
    @AfterEach
    void closeDevice() throws Exception {
        for (BlockDevice device : system.graph().devices()) {
            system.graph().close(device.name(), true);
        }
    }

    @AfterAll
    static void stop() {
        if (system != null) {
            system.close();
        }
    }

    private static byte[] make(String compat) throws Exception {
        Path image = folder.resolve("sound.qcow2");
        String options = "cluster_size=4k,compat=" + compat;
        Qemu.img("create", "-f", "qcow2", "-o", options, image, SIZE);
        Qemu.io(
                "-f", "qcow2",
                "-c", "write -P 1 0 32k",
                "-c", "write -c -P 2 " + PACKED + " 4k",
                "-c", "write -P 3 " + OTHER_TABLE + " 64k",
                image);
        return Files.readAllBytes(image);
    }

    private static Path make(String compat, Consumer<Layout> change) throws Exception {
        byte[] bytes = SOUND.get(compat).clone();
        change.accept(new Layout(ByteBuffer.wrap(bytes)));
        return Files.write(folder.resolve("image.qcow2"), bytes);
    }

    private static Stream<Case> both(List<Case> cases) {
        List<Case> all = new ArrayList<>(cases);
        cases.forEach(each -> all.add(new Case(each.name, "0.10", each.field, each.change)));
        return all.stream();
    }

    private static Case entry(String name, Consumer<Layout> change) {
        return new Case(name, "1.1", "entry 0 of L2 table 0", change);
    }

    static Stream<Case> brokenEntries() {
        Case zero = new Case("zero bit", "0.10", "entry 0 of L2 table 0", layout ->
                layout.point(layout.bytes.getLong(layout.entryOf(FIRST)) | L2Entry.ZERO));
        long compressed = L2Entry.COMPRESSED;
        return Stream.concat(Stream.of(zero), both(List.of(
                entry("reserved bit 8", layout -> layout.point(L2Entry.offset(layout.l2(0)) | 1 << 8)),
                entry("reserved bit 56", layout -> layout.point(1L << 56 | layout.entryOf(FIRST))),
                entry("no cluster", layout -> layout.point(layout.bytes.limit() / 2 & -CLUSTER | 512)),
                entry("behind the end", layout -> layout.point(layout.bytes.limit() + CLUSTER & -CLUSTER)),
                entry("far behind the end", layout -> layout.point(1L << 50)),
                entry("the L1 table", layout -> layout.point(layout.l1())),
                entry("the refcount table", layout -> layout.point(layout.refcountTable())),
                entry("the refcount block", layout -> layout.point(layout.refcountBlock())),
                entry("its own table", layout -> layout.point(layout.l2(0))),
                entry("another table", layout -> layout.point(layout.l2(1))),
                entry("compressed and copied", layout -> layout.point(compressed | layout.l2(1))),
                entry("compressed behind the end", layout ->
                        layout.bytes.putLong(layout.entryOf(FIRST), compressed | 1L << 40)),
                entry("compressed in the header", layout ->
                        layout.bytes.putLong(layout.entryOf(FIRST), compressed | 104)),
                entry("compressed up to the L1 table", layout ->
                        layout.bytes.putLong(
                                layout.entryOf(FIRST),
                                compressed | 1L << 58 | layout.l1() - 100)))));
    }

    private static Case first(String name, Consumer<Layout> change) {
        return new Case(name, "1.1", "L1 entry 0", change);
    }

    private static Consumer<Layout> l1(ToLongFunction<Layout> place) {
        return layout -> layout.bytes.putLong(layout.l1(), place.applyAsLong(layout) | L2Entry.COPIED);
    }

    static Stream<Case> brokenL1Entries() {
        return both(List.of(
                first("reserved bit 0", l1(layout -> layout.l2(0) | 1)),
                first("reserved bit 62", l1(layout -> layout.l2(0) | 1L << 62)),
                first("reserved bit and no table", l1(layout -> 1L << 57)),
                first("no cluster", l1(layout -> layout.l2(0) + 512)),
                first("behind the end", l1(layout -> layout.bytes.limit() + CLUSTER & -CLUSTER)),
                first("far behind the end", l1(layout -> 1L << 50)),
                first("the L1 table", l1(Layout::l1)),
                first("the refcount table", l1(Layout::refcountTable)),
                first("the refcount block", l1(Layout::refcountBlock)),
                new Case("another table", "1.1", "L1 entry 1", layout ->
                        layout.bytes.putLong(layout.l1() + 8, layout.l2(0) | L2Entry.COPIED))));
    }

    private static Case table(String name, ToLongFunction<Layout> entry) {
        return new Case(name, "1.1", "refcount table entry 0", layout ->
                layout.bytes.putLong(layout.refcountTable(), entry.applyAsLong(layout)));
    }

    private static Case uncounted(String name, ToIntFunction<Layout> place) {
        return new Case(name + " has refcount 0", "1.1", "refcount of cluster", layout ->
                layout.bytes.putShort(layout.refcountOf(place.applyAsInt(layout)), (short) 0));
    }

    static Stream<Case> brokenRefcounts() {
        return both(List.of(
                table("reserved bit", layout -> layout.refcountBlock() | 1),
                table("no cluster", layout -> layout.refcountBlock() + 512),
                table("behind the end", layout -> layout.bytes.limit() + CLUSTER & -CLUSTER),
                table("negative", layout -> -CLUSTER),
                table("the header", layout -> 8),
                table("the L1 table", Layout::l1),
                table("the refcount table", Layout::refcountTable),
                uncounted("the L1 table", Layout::l1),
                uncounted("the refcount table", Layout::refcountTable),
                uncounted("the refcount block", Layout::refcountBlock),
                uncounted("an L2 table", layout -> layout.l2(1)),
                new Case("no refcount block", "1.1", "refcount of cluster", layout ->
                        layout.bytes.putLong(layout.refcountTable(), 0))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenEntries")
    void onlyTheClusterOfABrokenEntryIsLost(Case broken) throws Exception {
        Path image = make(broken.compat, broken.change);
        readAround(image, broken, FIRST);
        requireRefused(image, broken, device -> write(device, FIRST, 100));
        requireRefused(make(broken.compat, broken.change), broken, device ->
                zeroes(device, FIRST, CLUSTER, false));
        requireRefused(make(broken.compat, broken.change), broken, device ->
                zeroes(device, FIRST, 2 * CLUSTER, true));
        requireRefused(make(broken.compat, broken.change), broken, device -> read(device, FIRST));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenL1Entries")
    void onlyTheReachOfABrokenL1EntryIsLost(Case broken) throws Exception {
        int bad = broken.field.endsWith("0") ? FIRST : 2 << 20;
        Path image = make(broken.compat, broken.change);
        readAround(image, broken, bad);
        requireRefused(image, broken, device -> write(device, bad, 100));
        requireRefused(make(broken.compat, broken.change), broken, device ->
                write(device, bad + EMPTY, CLUSTER));
        requireRefused(make(broken.compat, broken.change), broken, device ->
                zeroes(device, bad, 1 << 20, true));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenRefcounts")
    void nothingIsAllocatedByBrokenRefcounts(Case broken) throws Exception {
        Path image = make(broken.compat, broken.change);
        byte[] before = Files.readAllBytes(image);
        BlockDevice device = system.graph().open("d0", Broken.options(image, true));
        for (int guest : new int[] {FIRST, NEIGHBOUR, PACKED, OTHER_TABLE}) {
            requireReadable(device, guest);
        }
        assertTrue(system.graph().check("d0").corruptions() > 0, "the check finds nothing");
        system.graph().close("d0");
        assertArrayEquals(before, Files.readAllBytes(image), "the file was changed");
        requireRefused(image, broken, rw -> write(rw, EMPTY, CLUSTER));
    }

    @Test
    void clustersThatWereNotCountedAreNotFreed() throws Exception {
        Path image = make("1.1", layout ->
                layout.bytes.putShort(
                        layout.refcountOf((int) L2Entry.offset(layout.bytes.getLong(layout.entryOf(FIRST)))),
                        (short) 0));
        BlockDevice device = system.graph().open("d0", Broken.options(image, false));
        zeroes(device, FIRST, CLUSTER, true);
        Broken.require(BlockError.CORRUPT, image, "refcount of cluster", device::flush);
        device.flush();
        requireReadable(device, NEIGHBOUR);
        system.graph().close("d0");
        requireMarked(image);
    }

    /** An entry so far behind that it counts nothing of the file yet: its block is there all the same. */
    @Test
    void aBlockBehindAllThatIsCountedIsNotAllocated() throws Exception {
        Path image = folder.resolve("image.qcow2");
        Qemu.img("create", "-f", "qcow2", image, SIZE);
        int end = (int) Files.size(image) + 0xffff & -0x10000;
        ByteBuffer bytes = ByteBuffer.wrap(Arrays.copyOf(Files.readAllBytes(image), end + 0x10000));
        bytes.putLong(new Layout(bytes).refcountTable() + 5000 * 8, end);
        Files.write(image, bytes.array());
        BlockDevice device = system.graph().open("d0", Broken.options(image, false));
        Broken.require(BlockError.CORRUPT, image, "refcount of cluster", () -> write(device, EMPTY, 100));
        system.graph().close("d0");
    }

    /** What a cluster holds is no structure: the others can still be written. */
    @Test
    void compressedDataThatIsNoneHarmsNobodyElse() throws Exception {
        Path image = make("1.1", layout -> {
            int at = (int) L2Entry.compressedOffset(layout.bytes.getLong(layout.entryOf(PACKED)), 12);
            Arrays.fill(layout.bytes.array(), at, at + 16, (byte) 0xff);
        });
        BlockDevice device = system.graph().open("d0", Broken.options(image, false));
        Broken.require(BlockError.CORRUPT, image, "compressed cluster", () -> read(device, PACKED));
        Broken.require(BlockError.CORRUPT, image, "compressed cluster", () -> write(device, PACKED, 100));
        requireReadable(device, NEIGHBOUR);
        write(device, NEIGHBOUR, CLUSTER);
        write(device, PACKED, CLUSTER);
        assertEquals(9, read(device, PACKED));
        system.graph().close("d0");
        Qemu.requireClean(image);
    }

    /** For reading: the one cluster fails, others do not, and the file stays as it is. */
    private void readAround(Path image, Case broken, int bad) throws Exception {
        byte[] before = Files.readAllBytes(image);
        BlockDevice device = system.graph().open("d0", Broken.options(image, true));
        Broken.require(BlockError.CORRUPT, image, broken.field, () -> read(device, bad));
        Broken.require(BlockError.CORRUPT, image, broken.field, () ->
                system.graph().map("d0", bad, CLUSTER, 10));
        requireOthersReadable(device, broken, bad);
        assertTrue(system.graph().check("d0").corruptions() > 0, "the check finds nothing");
        system.graph().close("d0");
        assertArrayEquals(before, Files.readAllBytes(image), "the file was changed");
    }

    private void requireOthersReadable(BlockDevice device, Case broken, int bad) throws Exception {
        boolean wholeTable = broken.field.startsWith("L1");
        if (!wholeTable) {
            requireReadable(device, NEIGHBOUR);
            requireReadable(device, PACKED);
        }
        if (bad < 2 << 20 && !broken.name.equals("another table")) {
            requireReadable(device, OTHER_TABLE);
        }
    }

    /** For writing: the request fails, and after it every write; only the corrupt bit is set. */
    private void requireRefused(Path image, Case broken, Work work) throws Exception {
        byte[] before = Files.readAllBytes(image);
        BlockDevice device = system.graph().open("d0", Broken.options(image, false));
        Broken.require(BlockError.CORRUPT, image, broken.field, () -> work.on(device));
        BlockException later = Broken.require(BlockError.CORRUPT, image, broken.field, () ->
                write(device, OTHER_TABLE, 10));
        assertTrue(later.getMessage().contains("nothing is written"), later.getMessage());
        device.flush();
        system.graph().close("d0");
        if (broken.compat.equals("1.1")) {
            requireMarked(image);
            before[Header.INCOMPATIBLE_AT + 7] |= (byte) Features.CORRUPT;
        }
        assertArrayEquals(before, Files.readAllBytes(image), "more was changed than the corrupt bit");
    }

    private void requireMarked(Path image) throws Exception {
        assertTrue(Qemu.img("info", "-f", "qcow2", image).contains("corrupt: true"), "not marked as corrupt");
        Broken.require(BlockError.CORRUPT, image, "incompatible_features", () ->
                system.graph().open("d0", Broken.options(image, false)));
    }

    /** A request or several. */
    @FunctionalInterface
    private interface Work {
        void on(BlockDevice device) throws Exception;
    }

    private static void requireReadable(BlockDevice device, int guest) throws Exception {
        int expected = guest == PACKED ? 2 : guest == OTHER_TABLE ? 3 : 1;
        assertEquals(expected, read(device, guest), () -> "what is at " + guest);
    }

    private static int read(BlockDevice device, int guest) throws Exception {
        ByteBuffer target = ByteBuffer.allocate(CLUSTER);
        device.read(guest, target);
        for (int i = 1; i < CLUSTER; i++) {
            assertEquals(target.get(0), target.get(i));
        }
        return target.get(0);
    }

    private static void write(BlockDevice device, int guest, int length) throws Exception {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) 9);
        device.write(guest, ByteBuffer.wrap(bytes));
    }

    private static void zeroes(BlockDevice device, int guest, int length, boolean unmap) throws Exception {
        try (BlockRequest request = device.newRequest("zeroes")) {
            device.writeZeroes(request, guest, length, unmap ? IoFlags.MAY_UNMAP : IoFlags.NONE);
        }
    }
}
