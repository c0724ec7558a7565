// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.life;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.blockgraph.api.BlockEvent.Kind;
import org.blockgraph.core.driver.DriverEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What listeners are told while drivers come, take over from each other, and go. */
@Timeout(60)
class DriverEventsTest {

    private static final Set<Kind> KINDS = EnumSet.of(
            Kind.DRIVER_ARRIVED, Kind.DRIVER_REPLACED, Kind.DRIVER_GONE, Kind.NODE_PARKED, Kind.NODE_RESUMED);

    @Test
    void tellOfEachStepInItsOrder() throws Exception {
        try (CoreFixture fixture = new CoreFixture()) {
            List<String> heard = new CopyOnWriteArrayList<>();
            fixture.core.addListener(event -> {
                if (KINDS.contains(event.kind())) {
                    heard.add(event.kind() + " " + event.subject());
                }
            });
            MemoryDriver driver = new MemoryDriver();
            MemoryDriver.makeDisk("told", 1 << 20);
            DriverEntry first = fixture.memory("1.0.0", driver);
            fixture.core.open("d0", Map.of("driver", "memory", "filename", "told"));
            DriverEntry second = fixture.memory("1.0.1", driver);
            fixture.leave(first);
            fixture.leave(second);
            fixture.memory("1.0.2", driver);
            List<String> wanted = List.of(
                    "DRIVER_ARRIVED memory 1.0.0",
                    "DRIVER_ARRIVED memory 1.0.1",
                    "DRIVER_REPLACED d0",
                    "DRIVER_GONE memory 1.0.0",
                    "NODE_PARKED d0",
                    "DRIVER_GONE memory 1.0.1",
                    "DRIVER_ARRIVED memory 1.0.2",
                    "NODE_RESUMED d0");
            CoreFixture.await("these events: " + wanted, () -> heard.equals(wanted));
        }
    }
}
