// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockGraph;
import org.blockgraph.api.info.MapExtent;
import org.blockgraph.embed.BlockSystem;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Images made by qemu-img over a file system with real files, each the base of a chain of three whose members
 * differ in cluster size and length: the data is what qemu-img convert makes of it, the map is qemu-img's.
 * The seed of what the overlays hold is printed; -Dblockgraph.seed replays it.
 */
@Timeout(300)
final class QemuImagesTest {

    private static final int BASE_SIZE = 4 << 20;
    private static final int MIDDLE_SIZE = 3 << 20;
    private static final int TOP_SIZE = (5 << 20) + 1024;

    private static final Pattern RUN =
            Pattern.compile("\\{ \"start\": (\\d+), \"length\": (\\d+), \"depth\": (\\d+), "
                    + "\"present\": (\\w+), \"zero\": (\\w+), \"data\": (\\w+)(?:, \"offset\": (\\d+))?\\}");

    @TempDir
    private static Path common;

    private static Path ext4;

    @TempDir
    private Path folder;

    @BeforeAll
    static void makeFileSystem() throws Exception {
        ext4 = Qemu.ext4(common, BASE_SIZE);
    }

    /** Cluster sizes; each goes through all versions, refcount widths, with and without compression. */
    static Stream<Integer> clusterBits() {
        return Stream.iterate(
                Geometry.MIN_CLUSTER_BITS, bits -> bits <= Geometry.MAX_CLUSTER_BITS, bits -> bits + 1);
    }

    @ParameterizedTest(name = "clusters of 2^{0} bytes")
    @MethodSource("clusterBits")
    void everyCombinationIsRead(int clusterBits) throws Exception {
        long seed = Long.getLong("blockgraph.seed", System.nanoTime());
        System.out.println("qemu's images, clusters of 2^" + clusterBits + ": -Dblockgraph.seed=" + seed);
        Random random = new Random(seed);
        try (BlockSystem system = Quiet.system()) {
            for (boolean compressed : new boolean[] {false, true}) {
                chain(system.graph(), random, clusterBits, "compat=0.10", compressed);
                for (int order = 0; order <= Header.MAX_REFCOUNT_ORDER; order++) {
                    chain(
                            system.graph(),
                            random,
                            clusterBits,
                            "compat=1.1,refcount_bits=" + (1 << order),
                            compressed);
                }
            }
        }
    }

    private void chain(BlockGraph graph, Random random, int clusterBits, String options, boolean compressed)
            throws Exception {
        List<Object> convert = new ArrayList<>(List.of("convert", "-f", "raw", "-O", "qcow2"));
        if (compressed) {
            convert.add("-c");
        }
        convert.addAll(
                List.of("-o", options + ",cluster_size=" + (1 << clusterBits), ext4, folder.resolve("base")));
        Qemu.img(convert.toArray());
        overlay(random, options, "middle", "base", MIDDLE_SIZE, other(clusterBits + 3));
        overlay(random, options, "top", "middle", TOP_SIZE, other(clusterBits + 7));
        Path top = folder.resolve("top");
        Path raw = folder.resolve("raw");
        Qemu.img("convert", "-f", "qcow2", "-O", "raw", top, raw);
        BlockDevice device =
                graph.open("d0", Map.of("driver", "qcow2", "filename", top.toString(), "read-only", "on"));
        assertEquals(TOP_SIZE, device.length());
        ByteBuffer all = ByteBuffer.allocate(TOP_SIZE);
        device.read(0, all);
        int wrong = Arrays.mismatch(all.array(), Files.readAllBytes(raw));
        assertEquals(-1, wrong, () -> options + ", compressed " + compressed + ": wrong byte at " + wrong);
        assertEquals(mapOfQemu(top), map(graph), () -> options + ", compressed " + compressed);
        assertEquals(List.of(), graph.check("d0").messages());
        graph.close("d0");
    }

    /** Another cluster size, from the same range. */
    private static int other(int clusterBits) {
        int range = Geometry.MAX_CLUSTER_BITS - Geometry.MIN_CLUSTER_BITS + 1;
        return Geometry.MIN_CLUSTER_BITS + (clusterBits - Geometry.MIN_CLUSTER_BITS) % range;
    }

    private void overlay(Random random, String options, String name, String below, int size, int clusterBits)
            throws Exception {
        Path image = folder.resolve(name);
        Qemu.img(
                "create", "-q", "-f", "qcow2", "-b", below, "-F", "qcow2",
                "-o", options + ",cluster_size=" + (1 << clusterBits), image, size);
        List<Object> writes = new ArrayList<>(List.of("-f", "qcow2"));
        for (int i = 0; i < 6; i++) {
            int length = 512 * (1 + random.nextInt(400));
            int at = random.nextInt((size - length) / 512) * 512;
            String zero = random.nextInt(3) == 0 ? "-z " : "-P " + (1 + random.nextInt(255)) + " ";
            writes.addAll(List.of("-c", "write " + zero + at + " " + length));
        }
        writes.add(image);
        Qemu.io(writes.toArray());
    }

    /** A run in the words of both. */
    private record Run(
            long start, long length, int depth, boolean present, boolean zero, boolean data, long offset) {}

    private static List<Run> mapOfQemu(Path image) throws Exception {
        String json = Qemu.img("map", "-f", "qcow2", "--output=json", image);
        List<Run> runs = new ArrayList<>();
        Matcher found = RUN.matcher(json);
        while (found.find()) {
            runs.add(new Run(
                    Long.parseLong(found.group(1)),
                    Long.parseLong(found.group(2)),
                    Integer.parseInt(found.group(3)),
                    Boolean.parseBoolean(found.group(4)),
                    Boolean.parseBoolean(found.group(5)),
                    Boolean.parseBoolean(found.group(6)),
                    found.group(7) == null ? -1 : Long.parseLong(found.group(7))));
        }
        assertEquals(json.lines().count(), runs.size(), json);
        return runs;
    }

    private static List<Run> map(BlockGraph graph) throws Exception {
        return graph.map("d0", 0, TOP_SIZE, 100_000).stream().map(QemuImagesTest::run).toList();
    }

    private static Run run(MapExtent each) {
        return new Run(
                each.start(),
                each.length(),
                each.depth(),
                each.present(),
                each.zero(),
                each.data(),
                each.offset());
    }
}
