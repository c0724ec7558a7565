// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.throttle;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.driver.DriverOptions;

/**
 * All limits of a group, consistent with each other. Two are equal when they limit the same.
 *
 * @param rates those that limit something
 * @param iopsSize the bytes above which a request counts as several; 0 for never
 */
record ThrottleLimits(Map<Kind, Rate> rates, long iopsSize) {

    static final ThrottleLimits NONE = new ThrottleLimits(Map.of(), 0);

    private static final String IOPS_SIZE = "iops-size";

    ThrottleLimits {
        rates = Map.copyOf(rates);
    }

    /** Reads them from a node's options; all are asked for, whether given or not. */
    static ThrottleLimits of(String node, DriverOptions options) throws BlockException {
        Map<Kind, Rate> rates = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            String option = kind.option();
            Rate rate = new Rate(
                    options.size(option, 0),
                    options.size(option + "-max", 0),
                    options.size(option + "-max-length", 1));
            if (!rate.equals(Rate.NONE)) {
                rates.put(kind, rate);
            }
        }
        return new ThrottleLimits(rates, options.size(IOPS_SIZE, 0)).checked(node);
    }

    private ThrottleLimits checked(String node) throws BlockException {
        String flaw = flaw();
        if (flaw != null) {
            throw new BlockException(BlockError.INVALID, node, node + ": " + flaw);
        }
        return this;
    }

    /** Says what contradicts itself; null where nothing does. */
    String flaw() {
        for (Kind kind : Kind.values()) {
            String flaw = rate(kind).flaw(kind.option());
            if (flaw != null) {
                return flaw;
            }
        }
        if (conflict(Kind.IOPS_TOTAL, Kind.IOPS_READ, Kind.IOPS_WRITE)) {
            return "iops-total can't be given beside iops-read or iops-write";
        }
        if (conflict(Kind.BPS_TOTAL, Kind.BPS_READ, Kind.BPS_WRITE)) {
            return "bps-total can't be given beside bps-read or bps-write";
        }
        if (iopsSize < 0 || iopsSize > Rate.MAX) {
            return IOPS_SIZE + " is not between 0 and " + Rate.MAX;
        }
        if (iopsSize > 0 && rates.keySet().stream().noneMatch(Kind::countsRequests)) {
            return IOPS_SIZE + " needs iops-total, iops-read or iops-write";
        }
        return null;
    }

    private boolean conflict(Kind total, Kind read, Kind write) {
        return rates.containsKey(total) && (rates.containsKey(read) || rates.containsKey(write));
    }

    Rate rate(Kind kind) {
        return rates.getOrDefault(kind, Rate.NONE);
    }

    boolean limitAnything() {
        return !rates.isEmpty();
    }

    /** Tells whether requests in that direction are limited at all. */
    boolean limit(Direction direction) {
        return rates.keySet().stream().anyMatch(kind -> kind.covers(direction));
    }

    /** Tells whether one limit is for reads and writes together. */
    boolean limitBothTogether() {
        return rates.containsKey(Kind.IOPS_TOTAL) || rates.containsKey(Kind.BPS_TOTAL);
    }

    /** Returns them by the names of their options. */
    Map<String, String> details() {
        Map<String, String> details = new TreeMap<>();
        rates.forEach((kind, rate) -> {
            details.put(kind.option(), Long.toString(rate.average()));
            if (rate.burst() > 0) {
                details.put(kind.option() + "-max", Long.toString(rate.burst()));
                details.put(kind.option() + "-max-length", Long.toString(rate.burstSeconds()));
            }
        });
        if (iopsSize > 0) {
            details.put(IOPS_SIZE, Long.toString(iopsSize));
        }
        return details;
    }
}
