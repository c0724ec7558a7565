// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.graph;

import java.util.LinkedHashSet;
import java.util.Set;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.DeviceUse;

/** Who uses a device and would suffer if it were closed. Guarded by the monitor; any thread. */
public final class DeviceUses {

    private final String device;
    private final Set<Use> uses = new LinkedHashSet<>();

    /** A closing is under way or done: no further use begins. */
    private boolean closing;

    DeviceUses(String device) {
        this.device = device;
    }

    private final class Use implements DeviceUse {

        private final String user;
        private final String remedy;

        Use(String user, String remedy) {
            this.user = user;
            this.remedy = remedy;
        }

        @Override
        public void close() {
            synchronized (DeviceUses.this) {
                uses.remove(this);
            }
        }
    }

    synchronized DeviceUse begin(String user, String remedy) throws BlockException {
        if (closing) {
            throw new BlockException(BlockError.SHUTDOWN, device, device + ": the device is being closed");
        }
        if (uses.size() >= BlockDevice.MAX_USES) {
            throw new BlockException(
                    BlockError.BUSY, device, device + ": " + uses.size() + " users have it; end some");
        }
        Use use = new Use(user, remedy);
        uses.add(use);
        return use;
    }

    /**
     * Lets no further use begin.
     *
     * @param force whether uses that go on are passed over
     * @throws BlockException BUSY, naming a user and the way to end the use; then nothing has changed
     */
    public synchronized void beginClosing(boolean force) throws BlockException {
        if (!force && !uses.isEmpty()) {
            Use first = uses.iterator().next();
            String others = uses.size() == 1 ? "" : " and " + (uses.size() - 1) + " more";
            throw new BlockException(
                    BlockError.BUSY,
                    device,
                    device + ": in use by " + first.user + others + "; " + first.remedy
                            + ", or close it by force");
        }
        closing = true;
    }

    /** The device stays open after all. */
    public synchronized void stayOpen() {
        closing = false;
    }
}
