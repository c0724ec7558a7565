// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock.internal;

import java.util.ArrayList;
import java.util.List;
import org.blockgraph.lock.LockSnapshot;

/** Copies the lock's state. Copies under the list lock, and looks at threads after letting it go. */
final class Reports {

    private final ListLock listLock;
    private final Census census;
    private final Registry registry;
    private final WriterGate writers;
    private final Quiescer quiescer;
    private final OwnedGlobalLock global;

    Reports(
            ListLock listLock,
            Census census,
            Registry registry,
            WriterGate writers,
            Quiescer quiescer,
            OwnedGlobalLock global) {
        this.listLock = listLock;
        this.census = census;
        this.registry = registry;
        this.writers = writers;
        this.quiescer = quiescer;
        this.global = global;
    }

    LockSnapshot snapshot(boolean withStacks) {
        List<LockSnapshot.Context> contexts = new ArrayList<>();
        List<Sighting> inside;
        List<Sighting> asleep;
        long orphaned;
        long sum;
        listLock.lock();
        try {
            for (ReaderContext context : census.contexts()) {
                if (!context.count().isClosed()) {
                    contexts.add(new LockSnapshot.Context(
                            context.name(), context.kind(), context.balance(), context.holds()));
                }
            }
            inside = census.inside();
            asleep = census.asleep();
            orphaned = census.orphanedBalance();
            sum = census.sum();
        } finally {
            listLock.unlock();
        }
        return new LockSnapshot(registry.lockName(), contexts, orphaned, sum,
                Sighting.describe(inside, withStacks), Sighting.describe(asleep, withStacks),
                writer(withStacks), global.report(withStacks), quiescer.depth());
    }

    private LockSnapshot.Writer writer(boolean withStack) {
        WriterSection writer = writers.current();
        return writer == null ? null : new LockSnapshot.Writer(
                writer.reason(), writer.thread().getName(), writer.isInside(), writer.sinceNanos(),
                withStack ? Sighting.stackOf(writer.thread()) : List.of());
    }
}
