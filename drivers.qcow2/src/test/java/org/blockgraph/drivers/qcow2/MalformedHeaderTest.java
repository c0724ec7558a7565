// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import static org.blockgraph.drivers.qcow2.Broken.both;
import static org.blockgraph.drivers.qcow2.Broken.bytes;
import static org.blockgraph.drivers.qcow2.Broken.cut;
import static org.blockgraph.drivers.qcow2.Broken.number;
import static org.blockgraph.drivers.qcow2.Broken.word;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockError;
import org.blockgraph.embed.BlockSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Headers of images made by qemu-img, broken field by field: opening names the file and the field, whether
 * for reading or for writing, and leaves the file as it is.
 */
@Timeout(120)
final class MalformedHeaderTest {

    private static final int CLUSTER = 65_536;
    private static final long BEYOND = 1L << 40;
    private static final long ABOVE_LIMIT = 1L << 57;

    @TempDir
    private static Path folder;

    private static byte[] old;
    private static byte[] recent;
    private static BlockSystem system;

    /** One way to break a header, and what is said about it. */
    private record Case(int version, BlockError error, String field, UnaryOperator<byte[]> change) {
        @Override
        public String toString() {
            return field + " in version " + version;
        }
    }

    @BeforeAll
    static void makeImages() throws Exception {
        Files.write(folder.resolve("base.raw"), new byte[4 << 20]);
        old = make("old.qcow2", "compat=0.10");
        recent = make("recent.qcow2", "compat=1.1");
        system = Quiet.system();
    }

    /** What a failed test left open would fail the next ones. */
    @AfterEach
    void closeDevice() throws Exception {
        for (BlockDevice device : system.graph().devices()) {
            system.graph().close(device.name(), true);
        }
    }

    @AfterAll
    static void close() {
        if (system != null) {
            system.close();
        }
    }

    private static byte[] make(String name, String options) throws Exception {
        Path image = folder.resolve(name);
        Qemu.img("create", "-f", "qcow2", "-b", "base.raw", "-F", "raw", "-o", options, image, 4 << 20);
        Qemu.io("-f", "qcow2", "-c", "write -P 7 0 300k", image);
        return Files.readAllBytes(image);
    }

    static Stream<Case> cases() {
        Cases cases = new Cases();
        cases.ofBeginning();
        cases.ofBackingName();
        cases.ofSizeAndL1();
        cases.ofRefcountTable();
        cases.ofSnapshots();
        cases.ofVersion3();
        cases.ofExtensions();
        return cases.all.stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void theFieldIsNamedAndTheFileUntouched(Case broken) throws Exception {
        byte[] sound = broken.version == 2 ? old : recent;
        byte[] bytes = broken.change.apply(sound.clone());
        Path image = Files.write(folder.resolve("broken.qcow2"), bytes);
        for (boolean readOnly : new boolean[] {true, false}) {
            Broken.require(broken.error, image, broken.field, () ->
                    system.graph().open("d0", Broken.options(image, readOnly)));
            assertArrayEquals(bytes, Files.readAllBytes(image), "the file was changed");
        }
    }

    /** Images that say so themselves can be read, to save what they hold. */
    @ParameterizedTest(name = "incompatible feature {0}")
    @ValueSource(longs = {Features.DIRTY, Features.CORRUPT})
    void whatIsNotSoundCanBeReadOnly(long feature) throws Exception {
        byte[] bytes = number(Header.INCOMPATIBLE_AT, feature).apply(recent.clone());
        Path image = Files.write(folder.resolve("marked.qcow2"), bytes);
        Broken.require(BlockError.CORRUPT, image, "incompatible_features", () ->
                system.graph().open("d0", Broken.options(image, false)));
        ByteBuffer target = ByteBuffer.allocate(300 << 10);
        system.graph().open("d0", Broken.options(image, true)).read(0, target);
        for (byte each : target.array()) {
            assertEquals(7, each);
        }
        system.graph().close("d0");
        assertArrayEquals(bytes, Files.readAllBytes(image), "the file was changed");
    }

    /** Makes the list. */
    private static final class Cases {
        final List<Case> all = new ArrayList<>();

        void corrupt(String field, UnaryOperator<byte[]> change) {
            all.add(new Case(2, BlockError.CORRUPT, field, change));
            all.add(new Case(3, BlockError.CORRUPT, field, change));
        }

        void corrupt3(String field, UnaryOperator<byte[]> change) {
            all.add(new Case(3, BlockError.CORRUPT, field, change));
        }

        void unsupported(String field, UnaryOperator<byte[]> change) {
            all.add(new Case(2, BlockError.NOT_SUPPORTED, field, change));
            all.add(new Case(3, BlockError.NOT_SUPPORTED, field, change));
        }

        void unsupported3(String field, UnaryOperator<byte[]> change) {
            all.add(new Case(3, BlockError.NOT_SUPPORTED, field, change));
        }

        void ofBeginning() {
            for (int length : new int[] {0, 1, 4, 8, 71}) {
                corrupt("header", cut(length));
            }
            corrupt3("header_length", cut(80));
            corrupt("refcount_table_offset", cut(512));
            corrupt("refcount_table_offset", cut(2 * CLUSTER - 1));
            corrupt("l1_table_offset", cut(3 * CLUSTER + 1));
            corrupt("magic", word(0, 0x514649fa));
            corrupt("magic", word(0, 0));
            for (int version : new int[] {0, 1, 4, -1}) {
                unsupported("version", word(4, version));
            }
            for (int bits : new int[] {0, 8, 22, 32, Integer.MIN_VALUE, -1}) {
                corrupt("cluster_bits", word(20, bits));
            }
            unsupported("crypt_method", word(32, 1));
            unsupported("crypt_method", word(32, 2));
            corrupt("crypt_method", word(32, 3));
            corrupt("crypt_method", word(32, -1));
        }

        void ofBackingName() {
            for (long offset : new long[] {4, 71, CLUSTER - 3, CLUSTER, BEYOND, Long.MAX_VALUE, -1}) {
                corrupt("backing_file_offset", number(8, offset));
            }
            for (int size : new int[] {1024, Integer.MAX_VALUE, -1}) {
                corrupt("backing_file_size", word(16, size));
            }
            UnaryOperator<byte[]> moved = number(8, 4096);
            corrupt("backing file name", both(moved, bytes(4096, 'b', 0xff, 'e', '.', 'r', 'a', 'w', 's')));
            corrupt("backing file name", both(moved, bytes(4096, 'b', 0, 'e', '.', 'r', 'a', 'w', 's')));
        }

        void ofSizeAndL1() {
            corrupt("size", number(24, -1));
            corrupt("size", number(24, Long.MIN_VALUE));
            corrupt("l1_size", number(24, Long.MAX_VALUE));
            corrupt("l1_size", number(24, (512L << 20) + 1));
            corrupt("l1_size", word(36, 0));
            corrupt("l1_size", word(36, (4 << 20) + 1));
            corrupt("l1_size", word(36, -1));
            corrupt("l1_table_offset", word(36, 4 << 20));
            for (long offset : new long[] {0, 1, 3 * CLUSTER + 512, BEYOND, ABOVE_LIMIT, -CLUSTER, -1}) {
                corrupt("l1_table_offset", number(40, offset));
            }
            corrupt("l1_table_offset", number(40, CLUSTER));
        }

        void ofRefcountTable() {
            for (long offset : new long[] {0, 1, CLUSTER + 512, BEYOND, ABOVE_LIMIT, -CLUSTER, -1}) {
                corrupt("refcount_table_offset", number(48, offset));
            }
            corrupt("refcount_table_clusters", word(56, 0));
            corrupt("refcount_table_clusters", word(56, 129));
            corrupt("refcount_table_clusters", word(56, -1));
            corrupt("refcount_table_offset", word(56, 128));
            corrupt("l1_table_offset", word(56, 3));
        }

        void ofSnapshots() {
            corrupt("nb_snapshots", word(60, 65_537));
            corrupt("nb_snapshots", word(60, -1));
            for (long offset : new long[] {0, 1, CLUSTER, 3 * CLUSTER, BEYOND, ABOVE_LIMIT, -CLUSTER}) {
                corrupt("snapshots_offset", both(word(60, 1), number(64, offset)));
            }
        }

        void ofVersion3() {
            unsupported3("bit 5", number(72, 1 << 5));
            unsupported3("bit 63", number(72, 1L << 63));
            unsupported3("external data file", number(72, Features.DATA_FILE));
            unsupported3("extended L2 entries", number(72, Features.EXTENDED_L2));
            corrupt3("refcount_order", word(96, 7));
            corrupt3("refcount_order", word(96, -1));
            for (int length : new int[] {0, 72, 96, 105, CLUSTER + 8, Integer.MIN_VALUE, -8}) {
                corrupt3("header_length", word(100, length));
            }
            corrupt3("compression_type", bytes(104, 1));
            corrupt3("compression_type", number(72, Features.COMPRESSION_TYPE));
            UnaryOperator<byte[]> flagged = number(72, Features.COMPRESSION_TYPE);
            unsupported3("compression_type is zstd", both(flagged, bytes(104, 1)));
            unsupported3("compression_type is 255", both(flagged, bytes(104, 255)));
        }

        void ofExtensions() {
            int at = 112;
            for (int length : new int[] {CLUSTER, Integer.MAX_VALUE, Integer.MIN_VALUE, -1, -8}) {
                corrupt3("header extension 0xe2792aca", word(at + 4, length));
            }
            corrupt3("backing file format", bytes(at + 8, 0xff));
            corrupt3("backing file format", bytes(at + 8, 0));
            UnaryOperator<byte[]> lines = bytes -> {
                int name = find(bytes, "extended L2 entries");
                bytes[name] = '\n';
                return bytes;
            };
            unsupported3("?xtended L2 entries", both(lines, number(72, Features.EXTENDED_L2)));
        }

        private static int find(byte[] bytes, String text) {
            int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text);
            assert at > 0 : text + " is not in the image";
            return at;
        }
    }
}
