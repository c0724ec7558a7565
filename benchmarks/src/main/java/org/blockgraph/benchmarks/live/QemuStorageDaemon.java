// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.benchmarks.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** QEMU's daemon: the changes are commands over its control socket, which is how it is changed. */
final class QemuStorageDaemon implements Side {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final String aio;
    private Process process;
    private Qmp qmp;

    QemuStorageDaemon(String aio) {
        this.aio = aio;
    }

    @Override
    public String name() {
        return "qemu-storage-daemon " + aio;
    }

    @Override
    public void start(Path image, Path socket) throws Exception {
        Path control = socket.resolveSibling("qmp.sock");
        Files.deleteIfExists(control);
        Files.deleteIfExists(socket);
        process = new ProcessBuilder(List.of(
                        "qemu-storage-daemon",
                        "--blockdev", "driver=file,node-name=file,filename=" + image + ",aio=" + aio,
                        "--blockdev", "driver=qcow2,node-name=" + DISK + ",file=file",
                        "--nbd-server", "addr.type=unix,addr.path=" + socket,
                        "--export", "type=nbd,id=e,node-name=" + DISK + ",name=" + DISK,
                        "--chardev", "socket,id=c,path=" + control + ",server=on,wait=off",
                        "--monitor", "chardev=c"))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!Files.exists(control) || !Files.exists(socket)) {
            if (!process.isAlive() || System.nanoTime() - deadline > 0) {
                throw new IOException("qemu-storage-daemon does not serve");
            }
            Thread.sleep(20);
        }
        qmp = new Qmp(control);
    }

    @Override
    public void cycle(Path overlay) throws IOException {
        qmp.execute("blockdev-add", "{\"driver\":\"qcow2\",\"node-name\":\"overlay\",\"backing\":\"" + DISK
                + "\",\"file\":{\"driver\":\"file\",\"aio\":\"" + aio + "\",\"filename\":\"" + overlay
                + "\"}}");
        qmp.execute("blockdev-del", "{\"node-name\":\"overlay\"}");
    }

    @Override
    public void close() throws IOException {
        if (qmp != null) {
            qmp.close();
        }
        process.destroy();
        try {
            if (process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }
}
