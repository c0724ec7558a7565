// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.blkdebug;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.IoFlags;
import org.blockgraph.embed.BlockOptions;
import org.blockgraph.embed.BlockSystem;

/** A graph on a plain class path with one device, d0, over blkdebug over a file. */
final class DebuggedDisk implements AutoCloseable {

    final BlockSystem system;
    private final Path image;
    private String node = "d0";

    DebuggedDisk(Path image) throws BlockException {
        this.system = BlockSystem.start(BlockOptions.usual().withLog(line -> { }));
        this.image = image;
    }

    /** Opens the filter alone; options in pairs. */
    BlockDevice open(String... options) throws BlockException {
        Map<String, String> all = new HashMap<>(Map.of("driver", "blkdebug"));
        all.put("image.driver", "file");
        all.put("image.filename", image.toString());
        put(all, "", options);
        return system.graph().open("d0", all);
    }

    /** Opens a qcow2 image over the filter. */
    BlockDevice openQcow2(String... options) throws BlockException {
        Map<String, String> all = new HashMap<>(Map.of("driver", "qcow2", "file.driver", "blkdebug"));
        all.put("file.image.driver", "file");
        all.put("file.image.filename", image.toString());
        put(all, "file.", options);
        node = "d0.file";
        return system.graph().open("d0", all);
    }

    private static void put(Map<String, String> all, String prefix, String... options) {
        for (int i = 0; i < options.length; i += 2) {
            all.put(prefix + options[i], options[i + 1]);
        }
    }

    /** Gives the filter a command. */
    String tell(String words) throws BlockException {
        return system.graph().command(node, List.of(words.split(" ")));
    }

    BlockDevice device() throws BlockException {
        return system.graph().device("d0");
    }

    void write(long offset, int length, int value) throws BlockException {
        byte[] bytes = new byte[length];
        java.util.Arrays.fill(bytes, (byte) value);
        device().write(offset, ByteBuffer.wrap(bytes));
    }

    byte[] read(long offset, int length) throws BlockException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        device().read(offset, bytes);
        return bytes.array();
    }

    /** Starts a write on a thread of its own. */
    FutureTask<Void> writeBeside(long offset, int length, int value) {
        FutureTask<Void> write = new FutureTask<>(() -> {
            write(offset, length, value);
            return null;
        });
        Thread.ofPlatform().start(write);
        return write;
    }

    int readNoWait(int length) throws BlockException {
        try (BlockRequest request = device().newRequest("test")) {
            return device().read(request, 0, MemorySegment.ofArray(new byte[length]), IoFlags.NOWAIT);
        }
    }

    @Override
    public void close() {
        system.close();
    }
}
