// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.itests.life;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.blockgraph.itests.harness.ApplianceProcess;
import org.blockgraph.itests.harness.Await;
import org.blockgraph.itests.harness.Peers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A signal ends the appliance while clients write: soon, in order, and with a sound image. */
class ExportStopIT {

    private static final long END_MILLIS = 5_000;
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int CLIENTS = 3;

    /** As much as the clients' first allocating writes take. */
    private static final long UNDER_LOAD = 4 << 20;

    @Test
    void aSignalUnderLoadEndsConnectionsInOrder(@TempDir Path folder) throws Exception {
        Peers.require("fio");
        List<String> commands = new ArrayList<>(List.of("--headless"));
        for (int i = 0; i < CLIENTS; i++) {
            // An image for each, whose size tells that its client is past the handshake.
            commands.addAll(List.of(
                    "-c", "block:create -f qcow2 " + image(folder, i) + " 256M",
                    "-c", "block:open -f qcow2 d" + i + " " + image(folder, i),
                    "-c", "block:export d" + i + " unix:" + socket(folder, i)));
        }
        List<Fio> clients = new ArrayList<>();
        try (ApplianceProcess appliance =
                ApplianceProcess.start(folder, commands.toArray(String[]::new))) {
            for (int i = 0; i < CLIENTS; i++) {
                appliance.awaitResult("exported d" + i);
                clients.add(Fio.start(
                        "nbd+unix:///d" + i + "?socket=" + socket(folder, i),
                        Files.createDirectory(folder.resolve("client" + i)), 120));
            }
            for (int i = 0; i < CLIENTS; i++) {
                Path image = image(folder, i);
                Await.until("the load", () -> Files.size(image) > UNDER_LOAD, appliance::output);
            }
            appliance.handle().destroy();
            long start = System.nanoTime();
            appliance.awaitExit(SOON);
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            assertTrue(millis < END_MILLIS, () -> "the end took " + millis + " ms: " + appliance.output());
            for (Fio client : clients) {
                client.requireToldOfTheEnd();
            }
            List<String> complaints =
                    appliance.errors().lines().filter(line -> !line.startsWith("blockgraph: up")).toList();
            assertEquals(List.of(), complaints);
        } finally {
            clients.forEach(Fio::close);
        }
        for (int i = 0; i < CLIENTS; i++) {
            assertFalse(Files.exists(socket(folder, i)), "the socket's file is left over");
            Peers.succeed("qemu-img", "check", image(folder, i).toString());
        }
    }

    private static Path image(Path folder, int client) {
        return folder.resolve("d" + client + ".qcow2");
    }

    private static Path socket(Path folder, int client) {
        return folder.resolve("d" + client + ".sock");
    }
}
