// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.itests.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.blockgraph.itests.harness.ApplianceProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lock tells the flight recorder of a whole process of its writers, as it does in a unit test. */
class FlightRecorderIT {

    @TempDir
    private Path folder;

    @Test
    void writersAreRecorded() throws Exception {
        Path recording = folder.resolve("lock.jfr");
        String options = "JAVA_OPTS=-XX:StartFlightRecording=filename=" + recording
                + ",+org.blockgraph.lock.WriteHold#threshold=0ns";
        Path image = folder.resolve("d0.img");
        try (ApplianceProcess appliance = ApplianceProcess.startBy(
                List.of("env", options), folder,
                "-c", "block:create -f raw " + image + " 1M",
                "-c", "block:open -f raw d0 " + image,
                "-c", "block:close d0")) {
            assertEquals(0, appliance.awaitExit(Duration.ofSeconds(60)), appliance::output);
        }
        Set<String> reasons = RecordingFile.readAllEvents(recording).stream()
                .filter(event -> event.getEventType().getName().equals("org.blockgraph.lock.WriteHold"))
                .map((RecordedEvent event) -> event.getString("reason"))
                .collect(Collectors.toSet());
        assertTrue(reasons.containsAll(Set.of("open d0", "close d0")), reasons::toString);
    }
}
