// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.exports.nbd.server;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.DeviceUse;
import org.blockgraph.api.export.ExportInfo;
import org.blockgraph.api.export.ExportRequest;
import org.blockgraph.exports.nbd.handshake.Offer;
import org.blockgraph.exports.nbd.transmission.Counters;
import org.blockgraph.exports.nbd.transmission.WorkerPool;
import org.blockgraph.exports.nbd.wire.BufferRoom;

/** One export. What changes is guarded by the monitor; any thread. */
final class Served {

    /** Common file systems' block; what is smaller costs a read before the write. */
    private static final int PREFERRED_BLOCK = 4096;

    private final String name;
    private final String description;
    private final boolean readOnly;
    private final BlockDevice device;
    private final DeviceUse use;
    private final WorkerPool workers;
    private final BufferRoom room;
    private final Rates rates = new Rates();
    private final Set<Connection> connections = new LinkedHashSet<>();
    private final Counters ended = new Counters();
    private boolean ending;

    /** Begins to use the device; its clients have their buffers in that room. */
    Served(ExportRequest request, String name, Address address, BlockDevice device, BufferRoom room)
            throws BlockException {
        this.name = name;
        this.description = request.description() == null ? "" : request.description();
        this.device = device;
        this.readOnly = request.readOnly() || device.readOnly();
        String remedy = "end it first: block:unexport " + name;
        this.use = device.use("the export " + name + " at " + address.text(), remedy);
        this.workers = new WorkerPool(device, name);
        this.room = room;
    }

    String name() {
        return name;
    }

    BlockDevice device() {
        return device;
    }

    WorkerPool workers() {
        return workers;
    }

    BufferRoom room() {
        return room;
    }

    /** Returns what a client is told now; the size is that of this moment. */
    Offer offer() {
        return new Offer(this, name, description, device.length(), readOnly, preferredBlock());
    }

    private int preferredBlock() {
        try {
            return Math.max(PREFERRED_BLOCK, device.limits().requestAlignment());
        } catch (BlockException e) {
            // Parked: the driver that comes will say; the offer has to be made now.
            return PREFERRED_BLOCK;
        }
    }

    /** Adds a connection; false when the export ends. */
    synchronized boolean add(Connection connection) {
        return !ending && connections.add(connection);
    }

    synchronized void remove(Connection connection, Counters counted) {
        if (connections.remove(connection)) {
            ended.addAll(counted);
            notifyAll();
        }
    }

    /** Takes no further connection, and returns those that are here. */
    synchronized List<Connection> beginEnding() {
        ending = true;
        return List.copyOf(connections);
    }

    /** Waits until no connection is left, or the time by System.nanoTime. */
    synchronized boolean awaitEmpty(long deadlineNanos) {
        boolean interrupted = false;
        while (!connections.isEmpty()) {
            long millis = (deadlineNanos - System.nanoTime()) / 1_000_000;
            if (millis <= 0) {
                break;
            }
            try {
                wait(millis);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return connections.isEmpty();
    }

    /** Lets go of the device. */
    void release() {
        workers.close();
        use.close();
    }

    /** Sees to clients that a driver holds up, and to requests that the core has given up. */
    void watch() {
        List<Connection> now;
        synchronized (this) {
            now = List.copyOf(connections);
        }
        now.forEach(Connection::watch);
        workers.watch();
    }

    void sample() {
        rates.sample(counted());
    }

    private synchronized Counters counted() {
        Counters sum = new Counters();
        sum.addAll(ended);
        connections.forEach(connection -> sum.addAll(connection.counters()));
        return sum;
    }

    ExportInfo info(Address address, boolean tls) {
        List<Connection> now;
        synchronized (this) {
            now = List.copyOf(connections);
        }
        return new ExportInfo(
                name,
                device.name(),
                address.text(),
                address.uri(name, tls),
                description,
                device.length(),
                readOnly,
                tls,
                now.stream().map(Connection::info).toList(),
                rates.stats(counted()));
    }
}
