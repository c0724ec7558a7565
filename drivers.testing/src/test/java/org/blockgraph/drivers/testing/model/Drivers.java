// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.testing.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.driver.BlockDriver;
import org.blockgraph.drivers.blkdebug.BlkdebugDriver;
import org.blockgraph.drivers.file.FileDriver;
import org.blockgraph.drivers.nullco.NullDriver;
import org.blockgraph.drivers.qcow2.Qcow2Driver;
import org.blockgraph.drivers.raw.RawDriver;
import org.blockgraph.drivers.testing.stateful.StatefulDriver;
import org.blockgraph.drivers.throttle.ThrottleDriver;
import org.blockgraph.embed.BlockSystem;
import org.blockgraph.embed.DriverRegistration;

/** Which drivers are here, each registered by hand, with versions that count up. Of the control thread. */
final class Drivers {

    private static final Map<String, Supplier<BlockDriver>> MAKERS = new TreeMap<>(Map.of(
            "blkdebug", BlkdebugDriver::new,
            "file", FileDriver::new,
            "null-co", NullDriver::new,
            "qcow2", Qcow2Driver::new,
            "raw", RawDriver::new,
            "stateful", StatefulDriver::new,
            "throttle", ThrottleDriver::new));

    private final BlockSystem system;
    private final Map<String, List<DriverRegistration>> here = new TreeMap<>();
    private int versions;

    Drivers(BlockSystem system) throws BlockException {
        this.system = system;
        for (String format : MAKERS.keySet()) {
            here.put(format, new ArrayList<>());
            register(format);
        }
    }

    static List<String> formats() {
        return List.copyOf(MAKERS.keySet());
    }

    /** Registers one more, with a higher version than all before. */
    void register(String format) throws BlockException {
        String version = "1.0." + ++versions;
        here.get(format).add(system.register(MAKERS.get(format).get(), version));
    }

    /** Takes the oldest away. */
    void withdraw(String format) {
        here.get(format).removeFirst().close();
    }

    int count(String format) {
        return here.get(format).size();
    }

    /** The formats of which there is none. */
    Set<String> missing() {
        Set<String> missing = new TreeSet<>(MAKERS.keySet());
        missing.removeIf(format -> count(format) > 0);
        return missing;
    }

    boolean hasVersion(String format, String version) {
        return here.get(format).stream().anyMatch(each -> each.version().equals(version));
    }
}
