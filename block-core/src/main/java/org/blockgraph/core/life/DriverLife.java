// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.life;

import java.util.List;
import org.blockgraph.api.BlockEvent;
import org.blockgraph.api.BlockException;
import org.blockgraph.core.change.Change;
import org.blockgraph.core.driver.DriverEntry;
import org.blockgraph.core.graph.Device;
import org.blockgraph.core.graph.Node;
import org.blockgraph.core.graph.Outage;

/** Drivers come and go: what a framework, or a plain class path, tells the core. */
public final class DriverLife {

    private final Core core;
    private final ParkTimer parkTimer;
    private final Shutdown shutdown;

    DriverLife(Core core, Shutdown shutdown) {
        this.core = core;
        this.parkTimer = new ParkTimer(core);
        this.shutdown = shutdown;
    }

    /** A driver has come. Any thread, also one that holds locks of the framework's: it only enqueues. */
    public void arrive(DriverEntry entry) throws BlockException {
        core.registry().add(entry);
        // What is handed on knows the format alone: it may outlive the driver.
        String format = entry.format();
        core.graph().driverArrives(format);
        core.events()
                .post(BlockEvent.Kind.DRIVER_ARRIVED, entry.toString(), entry.identity().bundle());
        core.lane()
                .submit(new Arrival(core).change(
                        "driver " + entry + " arrives", node -> node.format().equals(format)))
                .done()
                .whenComplete((revived, failure) -> core.graph().driverArrived(format));
    }

    /** A driver leaves; returns when its code is no longer used, or when the time for it is over. */
    public void leave(DriverEntry entry) {
        if (shutdown.begun()) {
            entry.leave();
            shutdown.await();
            core.registry().remove(entry);
            entry.forget();
            return;
        }
        new Departure(core, entry, parkTimer).run();
    }

    /** A request that was given up has returned: what it kept out of service may come back. */
    public void requestReturned(Device device) {
        String what = "a hung request of " + device.name() + " returned";
        core.lane().submit(new Arrival(core).changeBelow(device, what, this::isHungNode));
    }

    private boolean isHungNode(Node node) {
        Outage outage = node.outage();
        return outage != null && outage.cause() == Outage.Cause.HUNG;
    }

    /** Tries to put one node, and what is below and above it, back into service. */
    public List<Node> revive(Node node) throws BlockException {
        Change<List<Node>> change = new Arrival(core).change("revive " + node.name(), each -> core.graph()
                .withDescendants(List.of(node))
                .contains(each));
        return core.lane().run(change);
    }
}
