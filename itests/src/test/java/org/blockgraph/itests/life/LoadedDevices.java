// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.itests.life;

import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockGraph;

/** Raw devices d0, d1, … on files of their own, with verified load on each. */
public final class LoadedDevices implements AutoCloseable {

    static final long SIZE = 2 << 20;

    private static final int THREADS_EACH = 2;

    private final BlockGraph graph;
    private final List<VerifiedLoad> loads = new ArrayList<>();

    /**
     * Makes the files, opens the devices and starts the load.
     *
     * @param options go to every device, over those that say driver and file
     */
    public LoadedDevices(BlockGraph graph, Path folder, int count, Map<String, String> options)
            throws Exception {
        this.graph = graph;
        for (int i = 0; i < count; i++) {
            Path image = folder.resolve("d" + i + ".img");
            try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
                file.setLength(SIZE);
            }
            Map<String, String> all = new HashMap<>(
                    Map.of("driver", "raw", "file.driver", "file", "file.filename", image.toString()));
            all.putAll(options);
            BlockDevice device = graph.open("d" + i, all);
            loads.add(new VerifiedLoad(device, THREADS_EACH));
        }
    }

    /** Waits until every device has served some more requests. */
    public void awaitProgress() throws Exception {
        for (VerifiedLoad load : loads) {
            load.awaitProgress(8);
        }
    }

    public void awaitAllOpen() throws Exception {
        Served.await(graph);
    }

    public VerifiedLoad load(int number) {
        return loads.get(number);
    }

    /** Ends the load, verifies everything once more, closes the devices. */
    @Override
    public void close() throws BlockException {
        loads.forEach(VerifiedLoad::close);
        for (BlockDevice device : graph.devices()) {
            graph.close(device.name());
        }
    }
}
