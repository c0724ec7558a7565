// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock.internal;

import java.util.Objects;
import org.blockgraph.lock.ContextKind;
import org.blockgraph.lock.Hold;
import org.blockgraph.lock.LockContext;

/** A source of readers: its name, its count, and how many holds it gave out. */
final class ReaderContext implements LockContext {

    private final String name;
    private final ContextKind kind;
    private final Registry registry;
    private final ReaderGate gate;
    private final ReaderCount count;

    /** How many of its holds are registered. List lock. */
    private int holds;

    ReaderContext(String name, ContextKind kind, Registry registry, ReaderGate gate) {
        this.name = Objects.requireNonNull(name, "name");
        this.kind = Objects.requireNonNull(kind, "kind");
        this.registry = registry;
        this.gate = gate;
        this.count = kind == ContextKind.CONFINED ? ConfinedCount.create() : new StripedCount();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public ContextKind kind() {
        return kind;
    }

    @Override
    public Hold newHold(String owner) {
        return registry.add(new ReaderHold(this, registry, gate, Objects.requireNonNull(owner, "owner")));
    }

    @Override
    public long balance() {
        return count.isClosed() ? 0 : count.balance();
    }

    @Override
    public void close() {
        registry.closeContext(this);
    }

    Registry registry() {
        return registry;
    }

    ReaderCount count() {
        return count;
    }

    int holds() {
        return holds;
    }

    void holdAdded() {
        holds++;
    }

    void holdRemoved() {
        holds--;
    }

    @Override
    public String toString() {
        return "context '" + name + "' of lock '" + registry.lockName() + "'";
    }
}
