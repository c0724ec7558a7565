// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.itests.life;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockGraph;
import org.blockgraph.itests.harness.Peers;

/** Images of a format, each on a file of its own, with eight threads of verified load on those on top. */
final class LoadedImages implements AutoCloseable {

    private static final long SIZE = 8 << 20;
    private static final int THREADS = 8;

    /** How the images stand to each other. */
    enum Layout {
        /** One, with clusters so small that zeroes free whole ones: allocation never ends. */
        ALONE(Map.of("cluster_size", "4k"), "alone"),
        /** Two overlays over one base. */
        SHARED(Map.of(), "left", "right");

        private final Map<String, String> creation;
        private final List<String> loaded;

        Layout(Map<String, String> creation, String... loaded) {
            this.creation = creation;
            this.loaded = List.of(loaded);
        }
    }

    private final String format;
    private final Layout layout;
    private final BlockGraph graph;
    private final Path folder;

    /** In the order in which they can be closed. */
    private final List<String> images;

    private final List<VerifiedLoad> loads = new ArrayList<>();

    /** Makes the images, opens a device on each and starts the load. */
    LoadedImages(String format, Layout layout, BlockGraph graph, Path folder) throws Exception {
        this.format = format;
        this.layout = layout;
        this.graph = graph;
        this.folder = folder;
        this.images = new ArrayList<>(layout.loaded);
        if (layout == Layout.SHARED) {
            images.add("base");
            openBase();
        }
        for (String image : layout.loaded) {
            create(image);
            Map<String, String> options = options(image);
            if (layout == Layout.SHARED) {
                options.put("backing", "base");
            }
            assertEquals(SIZE, graph.open(image, options).length());
        }
        for (String image : layout.loaded) {
            loads.add(new VerifiedLoad(graph.device(image), THREADS / layout.loaded.size()));
        }
    }

    private void create(String image) throws Exception {
        graph.create(format, folder.resolve(image).toString(), SIZE, layout.creation);
    }

    private void openBase() throws Exception {
        create("base");
        BlockDevice base = graph.open("base", options("base"));
        byte[] content = new byte[(int) SIZE];
        new Random(1).nextBytes(content);
        base.write(0, ByteBuffer.wrap(content));
    }

    private Map<String, String> options(String image) {
        return new HashMap<>(Map.of(
                "driver", format,
                "file.driver", "file",
                "file.filename", folder.resolve(image).toString(),
                BlockGraph.SHARE_RW, "on"));
    }

    /** Waits until each of the loaded images has served some more requests. */
    void awaitProgress() throws Exception {
        for (VerifiedLoad load : loads) {
            load.awaitProgress(THREADS);
        }
    }

    long longestMillis() {
        return loads.stream().mapToLong(VerifiedLoad::longestNanos).max().orElse(0) / 1_000_000;
    }

    /** Closes the images, once the load is over, and has them checked. */
    void check() throws Exception {
        for (String image : images) {
            graph.device(image).flush();
            assertEquals(0, graph.check(image).corruptions(), () -> image + " is corrupt");
        }
        for (String image : images) {
            graph.close(image);
        }
        if (format.equals("qcow2")) {
            for (String image : images) {
                Peers.succeed("qemu-img", "check", "-f", "qcow2", folder.resolve(image).toString());
            }
        }
    }

    /** Stops the load and throws what went wrong. */
    void stop() {
        loads.forEach(VerifiedLoad::close);
    }

    @Override
    public void close() {
        stop();
    }
}
