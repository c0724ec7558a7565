// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.testing.stateful;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockException;
import org.blockgraph.drivers.file.FileDriver;
import org.blockgraph.drivers.raw.RawDriver;
import org.blockgraph.embed.BlockOptions;
import org.blockgraph.embed.BlockSystem;
import org.blockgraph.embed.DriverRegistration;

/** A graph on a plain class path with the drivers that images of the format stand on. */
final class Images implements AutoCloseable {

    final BlockSystem system;
    private final Path folder;
    private DriverRegistration stateful;

    Images(Path folder) throws BlockException {
        this.folder = folder;
        this.system = BlockSystem.start(BlockOptions.usual().withDriversFrom(null).withLog(line -> { }));
        system.register(new FileDriver(), "1.0.0");
        system.register(new RawDriver(), "1.0.0");
        arrive();
    }

    /** Registers the driver, as it is when its bundle comes. */
    void arrive() throws BlockException {
        stateful = system.register(new StatefulDriver(), "1.0.0");
    }

    /** Takes the driver away, as it goes with its bundle. */
    void leave() {
        stateful.close();
    }

    Path path(String name) {
        return folder.resolve(name);
    }

    void create(String name, long size, Map<String, String> options) throws BlockException {
        system.graph().create("stateful", path(name).toString(), size, options);
    }

    /** Opens an image under its file's name. */
    BlockDevice open(String name, String... more) throws BlockException {
        Map<String, String> options = new HashMap<>();
        options.put("driver", "stateful");
        options.put("filename", path(name).toString());
        for (int i = 0; i < more.length; i += 2) {
            options.put(more[i], more[i + 1]);
        }
        return system.graph().open(name, options);
    }

    static byte[] read(BlockDevice device, long offset, int length) throws BlockException {
        byte[] bytes = new byte[length];
        device.read(offset, ByteBuffer.wrap(bytes));
        return bytes;
    }

    @Override
    public void close() {
        system.close();
    }
}
