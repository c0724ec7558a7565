// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.exports.nbd.handshake;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** What one address offers, by name. Guarded by the monitor; offers are made without it. Any thread. */
public final class Catalogue {

    private final Map<String, Supplier<Offer>> offers = new TreeMap<>();
    private boolean ending;

    /** Adds an export, which says what it offers whenever a client asks. */
    public synchronized void put(String name, Supplier<Offer> offer) {
        offers.put(name, offer);
    }

    /** Takes an export out. */
    public synchronized void remove(String name) {
        offers.remove(name);
    }

    /** Options are answered with NBD_REP_ERR_SHUTDOWN from now on. */
    public synchronized void end() {
        ending = true;
    }

    synchronized boolean ending() {
        return ending;
    }

    /** Returns the offers in order of their names. */
    List<Offer> offers() {
        List<Supplier<Offer>> now;
        synchronized (this) {
            now = List.copyOf(offers.values());
        }
        return now.stream().map(Supplier::get).toList();
    }

    /** Returns the offer of a name; of the empty name where only one is there; null without such. */
    Offer find(String name) {
        Supplier<Offer> found;
        synchronized (this) {
            found = offers.get(name);
            if (found == null && name.isEmpty() && offers.size() == 1) {
                found = offers.values().iterator().next();
            }
        }
        return found == null ? null : found.get();
    }
}
