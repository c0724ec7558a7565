// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.itests.life;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockGraph;
import org.blockgraph.api.DriverReplacer;
import org.blockgraph.itests.harness.ApplianceFiles;
import org.blockgraph.itests.harness.DriverBundles;
import org.blockgraph.itests.harness.InAppliance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Throttle and blkdebug are replaced below verified load, with requests that wait in one of them. */
@InAppliance(fresh = true)
class FilterReplacementIT {

    private static final int SIZE = 2 << 20;

    private static final List<String> DRIVERS =
            List.of("org.blockgraph.drivers.throttle", "org.blockgraph.drivers.blkdebug");

    @Test
    void filtersAreReplacedUnderVerifiedLoad(
            BlockGraph graph, DriverReplacer replacer, @TempDir Path folder) throws Exception {
        Path image = Files.write(folder.resolve("disk.img"), new byte[SIZE]);
        // Few enough requests a second that some of the threads always wait in the filter.
        BlockDevice device = graph.open("d0", Map.of(
                "driver", "throttle",
                "iops-total", "2000",
                "throttle-group", "g",
                "file.driver", "raw",
                "file.file.driver", "blkdebug",
                "file.file.align", "4k",
                "file.file.inject-error.0.iotype", "block-status",
                "file.file.image.driver", "file",
                "file.file.image.filename", image.toString()));
        try (VerifiedLoad load = new VerifiedLoad(device, 6)) {
            load.awaitProgress(50);
            for (int round = 0; round < 3; round++) {
                for (String driver : DRIVERS) {
                    String before = version(graph, driver);
                    Path next = new DriverBundles(folder).newVersion(ApplianceFiles.driver(driver));
                    DriverReplacer.ReplaceResult result =
                            replacer.replace(next.toUri().toString(), line -> { });
                    assertEquals("", result.leak());
                    assertNotEquals(before, version(graph, driver));
                    load.awaitProgress(20);
                    Files.delete(next);
                }
            }
        }
        assertEquals("2000", graph.node("d0").details().get("iops-total"));
        assertEquals("d0", graph.node("d0").details().get("members"));
        String rules = graph.command("d0.file.file", List.of("rules"));
        assertTrue(rules.contains("iotype=block-status"), rules);
        assertEquals(4096, device.limits().requestAlignment());
        graph.close("d0");
    }

    private static String version(BlockGraph graph, String bundle) {
        return graph.drivers().stream()
                .filter(driver -> driver.bundle().equals(bundle))
                .map(driver -> driver.version())
                .findFirst()
                .orElseThrow();
    }
}
