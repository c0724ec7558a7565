// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.driver;

import java.lang.module.ModuleDescriptor.Version;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.blockgraph.api.driver.BlockDriver;
import org.blockgraph.api.driver.DriverKind;

/** One registration of a driver. */
public final class DriverEntry {

    /** How far its life has come; only forwards. */
    public enum State {
        /** New nodes may be opened with it. */
        ACTIVE,
        /** It is on its way out; its code may still be called until its departure is over. */
        LEAVING,
        /** Its code must not be called any more. */
        GONE
    }

    /** What is known of a driver beside its code. The id orders registrations; later ones are greater. */
    public record Identity(long id, String format, DriverKind kind, String bundle, String version) {}

    private final Identity identity;
    private final Version order;
    private final Set<DriverCall<?>> calls = ConcurrentHashMap.newKeySet();

    /** Forgotten when it is gone, so that nothing of the core's keeps its class loader. */
    private volatile BlockDriver driver;

    /** Written under the global lock or by the framework's departure callback, forwards only. */
    private volatile State state = State.ACTIVE;

    /** Set while a replacement moves its nodes away: new opens prefer any other. Any thread. */
    private volatile boolean retiring;

    /** A registration that is active at once. */
    public DriverEntry(Identity identity, BlockDriver driver) {
        this.identity = identity;
        this.driver = driver;
        this.order = Version.parse(identity.version());
    }

    public Identity identity() {
        return identity;
    }

    public String format() {
        return identity.format();
    }

    public State state() {
        return state;
    }

    /** Tells whether new nodes may be opened with it. */
    public boolean isActive() {
        return state == State.ACTIVE;
    }

    /** No new open uses it; calls that open or create are cancelled. */
    public void leave() {
        if (state == State.ACTIVE) {
            state = State.LEAVING;
        }
        calls.forEach(DriverCall::cancelIfOpening);
    }

    /** Its code is not called any more. */
    public void forget() {
        state = State.GONE;
        driver = null;
    }

    /** Returns the driver, or null when it is gone. */
    public BlockDriver driver() {
        return driver;
    }

    Set<DriverCall<?>> calls() {
        return calls;
    }

    /** Says whether a replacement is moving its nodes away. */
    public void retire(boolean on) {
        retiring = on;
    }

    /** Compares by version, then by age: the greater is preferred. */
    boolean isPreferredTo(DriverEntry other) {
        if (retiring != other.retiring) {
            return other.retiring;
        }
        int byVersion = order.compareTo(other.order);
        return byVersion != 0 ? byVersion > 0 : identity.id() > other.identity.id();
    }

    @Override
    public String toString() {
        return identity.format() + " " + identity.version();
    }
}
