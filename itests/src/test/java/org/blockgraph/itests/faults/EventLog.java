// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.itests.faults;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.blockgraph.api.BlockEvent;
import org.blockgraph.api.BlockEventListener;
import org.blockgraph.itests.harness.Await;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** Keeps the events of a test. */
final class EventLog implements AutoCloseable {

    private final Queue<BlockEvent> events = new ConcurrentLinkedQueue<>();
    private final ServiceRegistration<BlockEventListener> registration;

    EventLog(BundleContext context) {
        BlockEventListener listener = events::add;
        registration = context.registerService(BlockEventListener.class, listener, null);
    }

    /** Waits for an event whose detail has a word in it. */
    void await(BlockEvent.Kind kind, String word) throws Exception {
        Await.until(
                kind + " with '" + word + "'",
                () -> events.stream().anyMatch(each -> each.kind() == kind && each.detail().contains(word)),
                () -> events);
    }

    List<BlockEvent> of(BlockEvent.Kind kind) {
        return events.stream().filter(each -> each.kind() == kind).toList();
    }

    @Override
    public void close() {
        registration.unregister();
    }
}
