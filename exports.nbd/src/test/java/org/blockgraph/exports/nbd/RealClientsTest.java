// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.exports.nbd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.blockgraph.api.export.ExportInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What users have: libnbd's tools, QEMU's and fio. */
class RealClientsTest {

    private static final int SIZE = 16 << 20;

    @TempDir
    private Path folder;

    private ExportFixture fixture;

    @BeforeEach
    void start() throws Exception {
        fixture = new ExportFixture(folder);
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    private String uri(String transport) throws Exception {
        return transport.equals("unix")
                ? fixture.export("d0").uri()
                : fixture.export("d0", "tcp::0").uri();
    }

    @ParameterizedTest
    @ValueSource(strings = {"unix", "tcp"})
    void nbdinfoIsToldAll(String transport) throws Exception {
        fixture.raw("d0", SIZE);
        String uri = uri(transport);
        String told = Program.run("nbdinfo", uri);
        assertTrue(told.contains("newstyle-fixed without TLS, using structured packets"), told);
        assertTrue(told.contains("export=\"d0\""), told);
        assertTrue(told.contains("description: a test's d0"), told);
        assertTrue(told.contains("export-size: " + SIZE), told);
        for (String can : "cache df fast_zero flush fua multi_conn trim zero".split(" ")) {
            assertTrue(told.contains("can_" + can + ": true"), can + " in " + told);
        }
        assertTrue(told.contains("is_read_only: false"), told);
        assertTrue(told.contains("block_size_minimum: 1\n"), told);
        assertTrue(told.contains("base:allocation"), told);
        assertTrue(told.contains("qemu:allocation-depth"), told);
        String list = Program.run("nbdinfo", "--list", uri.replaceFirst("/d0", "/"));
        assertTrue(list.contains("export=\"d0\""), list);
        String map = Program.run("nbdinfo", "--map", uri);
        assertTrue(map.contains("data") && map.contains("hole,zero"), map);
    }

    @ParameterizedTest
    @ValueSource(strings = {"unix", "tcp"})
    void nbdcopyCopiesBothWays(String transport) throws Exception {
        Path image = fixture.raw("d0", SIZE);
        String uri = uri(transport);
        Path copy = folder.resolve("copy");
        Program.run("nbdcopy", "--connections=4", uri, copy);
        assertEquals(-1, Files.mismatch(image, copy));
        byte[] other = Files.readAllBytes(copy);
        for (int i = 0; i < other.length / 2; i++) {
            other[other.length - 1 - i] ^= (byte) (i * 31);
        }
        Files.write(copy, other);
        Program.run("nbdcopy", "--connections=4", "--flush", copy, uri);
        assertEquals(-1, Files.mismatch(image, copy));
    }

    @ParameterizedTest
    @ValueSource(strings = {"unix", "tcp"})
    void qemuReadsWritesAndConverts(String transport) throws Exception {
        Path image = fixture.raw("d0", SIZE);
        String uri = uri(transport);
        Program.run(
                "qemu-io", "-f", "raw", "-c", "write -P 0x5a 1M 64k", "-c", "write -z 2M 1M",
                "-c", "write -f -P 7 5000 3000", "-c", "discard 4M 1M", "-c", "flush",
                "-c", "read -P 0x5a 1M 64k", "-c", "read -P 0 2M 1M", "-c", "read -P 7 5000 3000", uri);
        Path copy = folder.resolve("copy.qcow2");
        Program.run("qemu-img", "convert", "-f", "raw", "-O", "qcow2", uri, copy);
        Program.run("qemu-img", "compare", "-f", "raw", "-F", "qcow2", image, copy);
        Program.run("qemu-img", "compare", "-f", "raw", "-F", "qcow2", uri, copy);
        Program.run("qemu-img", "convert", "-n", "-f", "qcow2", "-O", "raw", copy, uri);
        Program.run("qemu-img", "compare", "-f", "raw", "-F", "qcow2", image, copy);
    }

    @Test
    void qemuSeesHolesAndLayers() throws Exception {
        Path base = folder.resolve("base.qcow2");
        Path top = folder.resolve("top.qcow2");
        Program.run("qemu-img", "create", "-f", "qcow2", base, "16M");
        Program.run("qemu-io", "-c", "write -P 1 0 1M", "-c", "write -P 2 4M 1M", base);
        Program.run("qemu-img", "create", "-f", "qcow2", "-b", base, "-F", "qcow2", top);
        Program.run("qemu-io", "-c", "write -P 3 4M 512k", "-c", "write -z 8M 1M", top);
        fixture.graph().open("q0", Map.of("driver", "qcow2", "filename", top.toString()));
        ExportInfo export = fixture.export("q0");
        String depths = Program.run("nbdinfo", "--map=qemu:allocation-depth", export.uri());
        assertEquals(
                "0 1048576 2; 1048576 3145728 0; 4194304 524288 1; 4718592 524288 2; 5242880 3145728 0;"
                        + " 8388608 1048576 1; 9437184 7340032 0;",
                depths.lines()
                        .map(line -> line.strip().split(" +"))
                        .map(words -> words[0] + ' ' + words[1] + ' ' + words[2] + ';')
                        .reduce((one, other) -> one + ' ' + other)
                        .orElseThrow(),
                depths);
        Program.run("qemu-img", "compare", "-U", "-f", "raw", "-F", "qcow2", export.uri(), top);
    }

    @Test
    void qemuIsRefusedWritesOfAReadOnlyExport() throws Exception {
        fixture.raw("d0", SIZE);
        String uri = fixture.export("d0", "unix:" + folder.resolve("s"), "r0", true, null).uri();
        Program.Answer answer = Program.ask("qemu-io", "-f", "raw", "-c", "write 0 4k", uri);
        assertTrue(answer.code() != 0 && answer.output().contains("Permission denied"), answer.output());
        assertTrue(Program.run("nbdinfo", uri).contains("is_read_only: true"));
        Program.run("qemu-io", "-r", "-f", "raw", "-c", "read 0 4k", uri);
    }

    @ParameterizedTest
    @CsvSource({"unix, 1", "unix, 16", "unix, 64", "tcp, 16"})
    void fioVerifiesWhatItWrote(String transport, int depth) throws Exception {
        fixture.raw("d0", SIZE);
        String uri = uri(transport);
        String told = Program.run(
                "fio", "--name=verified", "--ioengine=nbd", "--uri=" + uri, "--rw=randrw", "--bs=4k",
                "--size=16M", "--iodepth=" + depth, "--verify=crc32c", "--verify_state_save=0",
                "--verify_fatal=1", "--fsync=64", "--randrepeat=1");
        assertTrue(told.contains("err= 0"), told);
    }
}
