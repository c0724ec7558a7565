// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.exports.nbd;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockGraph;
import org.blockgraph.api.export.ExportInfo;
import org.blockgraph.api.export.ExportRequest;
import org.blockgraph.api.export.ExportTls;
import org.blockgraph.api.info.DeviceInfo;
import org.blockgraph.api.info.GraphInfo;
import org.blockgraph.api.info.NodeInfo;
import org.blockgraph.embed.BlockOptions;
import org.blockgraph.embed.BlockSystem;
import org.blockgraph.exports.nbd.server.NbdServer;

/** A block system and an NBD server in a folder of its own. */
final class ExportFixture implements AutoCloseable {

    static final int MIB = 1 << 20;

    final Path folder;
    final BlockSystem system;
    final NbdServer server;

    /** Lines of the log that are kept. */
    private static final int LOG_LINES = 100;

    /** What the server said of its clients last. */
    final Queue<String> log = new LinkedBlockingDeque<>();

    ExportFixture(Path folder) throws BlockException {
        this(folder, BlockOptions.usual());
    }

    ExportFixture(Path folder, BlockOptions options) throws BlockException {
        this.folder = folder;
        this.system = BlockSystem.start(options);
        this.server = new NbdServer(system.graph(), this::note);
    }

    private void note(String line) {
        log.add(line);
        if (log.size() > LOG_LINES) {
            log.poll();
        }
    }

    BlockGraph graph() {
        return system.graph();
    }

    /** Opens a raw image. */
    Path raw(String device, long size) throws IOException {
        Path file = image(device, size);
        graph().open(device, Map.of("driver", "raw", "filename", file.toString()));
        return file;
    }

    /** Makes a raw image with random bytes in its first half and a hole behind. */
    Path image(String device, long size) throws IOException {
        Path file = folder.resolve(device + ".img");
        try (RandomAccessFile image = new RandomAccessFile(file.toFile(), "rw")) {
            byte[] bytes = new byte[(int) size / 2];
            new Random(size).nextBytes(bytes);
            image.write(bytes);
            image.setLength(size);
        }
        return file;
    }

    /** Waits until the device's root node is served by a driver, and requests are let in again. */
    void awaitOpen(String device) {
        await(() -> isOpen(graph().snapshot(), device), () -> "not open: " + graph().snapshot());
    }

    /** A change opens its nodes one by one, and then the gates. */
    private static boolean isOpen(GraphInfo now, String device) {
        return now.nodes().stream()
                        .anyMatch(node -> node.name().equals(device) && node.state() == NodeInfo.State.OPEN)
                && now.devices().stream().allMatch(DeviceInfo::gateOpen);
    }

    /** Waits until an export has so many clients. */
    void awaitClients(String export, int count) {
        await(
                () -> server.exports().stream()
                        .anyMatch(each -> each.name().equals(export) && each.clients().size() == count),
                () -> count + " clients: " + server.exports());
    }

    /** Waits until a request waits at the gate of the first device. */
    void awaitUnderWay() {
        await(
                () -> graph().snapshot().devices().getFirst().waiting() > 0,
                () -> "no request waits at the gate");
    }

    /** Waits for a condition, with a deadline; says what is missing when that has passed. */
    static void await(BooleanSupplier condition, Supplier<String> missing) {
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, missing);
            Thread.onSpinWait();
        }
    }

    /** Returns the port that was found for an export by TCP. */
    static int port(ExportInfo export) {
        return Integer.parseInt(export.address().substring(export.address().lastIndexOf(':') + 1));
    }

    ExportInfo export(String device) throws BlockException {
        return export(device, "unix:" + folder.resolve(device + ".sock"));
    }

    ExportInfo export(String device, String address) throws BlockException {
        return export(device, address, null, false, null);
    }

    ExportInfo export(String device, String address, String name, boolean readOnly, ExportTls tls)
            throws BlockException {
        return server.export(new ExportRequest(device, address, name, "a test's " + device, readOnly, tls));
    }

    @Override
    public void close() {
        server.close();
        system.close();
    }
}
