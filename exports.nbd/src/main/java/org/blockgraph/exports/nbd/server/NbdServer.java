// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.exports.nbd.server;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockEvent;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockGraph;
import org.blockgraph.api.export.BlockExports;
import org.blockgraph.api.export.ExportInfo;
import org.blockgraph.api.export.ExportRequest;
import org.blockgraph.exports.nbd.transmission.Session;
import org.blockgraph.exports.nbd.wire.BufferPool;
import org.blockgraph.exports.nbd.wire.BufferRoom;
import org.blockgraph.exports.nbd.wire.TlsIdentity;

/**
 * All exports and the addresses at which they are served. The tables are guarded by the monitor, which is
 * not held while anything is waited for; making and ending exports is one at a time under {@link #changes}.
 */
public final class NbdServer implements BlockExports, AutoCloseable {

    /** How long clients' requests have to be answered when an export ends. */
    public static final long END_MILLIS = 5000;

    /** The same while the block layer waits to shut down. */
    public static final long WIND_DOWN_MILLIS = 500;

    /** How long a connection has after its waits were cancelled, before it is cut. */
    private static final long CANCEL_MILLIS = 500;

    /**
     * How often it is looked whether drivers hold up connections: a request holds up those behind it for
     * twice this time at most, in milliseconds.
     */
    private static final long WATCH_MILLIS = 200;

    private static final int MAX_NAME = 256;
    private static final int MAX_DESCRIPTION = 1024;

    private final BlockGraph graph;
    private final Listener.Surroundings around;
    private final Object changes = new Object();
    private final Map<String, Listener> listeners = new TreeMap<>();

    /** By address, then by name. */
    private final Map<String, Map<String, Served>> exports = new TreeMap<>();

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            work -> Thread.ofPlatform().name("blockgraph-nbd-clock").daemon(true).unstarted(work));
    private boolean closed;

    /** A server without exports. The log takes lines about clients that misbehave; any thread. */
    public NbdServer(BlockGraph graph, Consumer<String> log) {
        this.graph = graph;
        BufferRoom room = BufferRoom.usual(Session.BUFFER_BYTES);
        this.around = new Listener.Surroundings(new BufferPool(), room, log);
        clock.scheduleAtFixedRate(() -> forEach(Served::sample), 1, 1, TimeUnit.SECONDS);
        clock.scheduleAtFixedRate(
                () -> forEach(Served::watch), WATCH_MILLIS, WATCH_MILLIS, TimeUnit.MILLISECONDS);
        // With a delay, so that a pause of the whole process is no time in which clients stood still.
        clock.scheduleWithFixedDelay(this::makeRoom, WATCH_MILLIS, WATCH_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Where connections wait for memory, has others give theirs back. */
    private void makeRoom() {
        boolean wanted = around.room().wanted() || served().stream().anyMatch(each -> each.room().wanted());
        if (!wanted) {
            return;
        }
        List<Listener> all;
        synchronized (this) {
            all = List.copyOf(listeners.values());
        }
        all.forEach(each -> lookAfter(each.address().text(), each::makeRoom));
    }

    private void forEach(Consumer<Served> work) {
        served().forEach(each -> lookAfter(each.name(), () -> work.accept(each)));
    }

    /** What goes wrong with one of them is not the end of the clock. */
    private void lookAfter(String what, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | OutOfMemoryError e) {
            around.log().accept(what + ": can't be looked after: " + e);
        }
    }

    @Override
    public ExportInfo export(ExportRequest request) throws BlockException {
        BlockDevice device = graph.device(request.device());
        String name = request.name() == null ? request.device() : request.name();
        requireLength("name", name, MAX_NAME);
        requireLength("description", Objects.requireNonNullElse(request.description(), ""), MAX_DESCRIPTION);
        Address wanted = Address.parse(request.address());
        synchronized (changes) {
            requireRoom(wanted, name);
            Listener present = listener(wanted.text());
            if (present != null && !Objects.equals(source(present), request.tls())) {
                throw new BlockException(
                        BlockError.INVALID,
                        wanted.text() + ": exports at one address have the same TLS settings; take another");
            }
            boolean readTls = request.tls() != null && present == null;
            TlsIdentity tls = readTls ? TlsIdentity.read(request.tls()) : null;
            return begin(request, name, device, wanted, tls, present);
        }
    }

    private ExportInfo begin(
            ExportRequest request,
            String name,
            BlockDevice device,
            Address wanted,
            TlsIdentity tls,
            Listener present)
            throws BlockException {
        Listener listener = present;
        if (listener == null) {
            String[] place = new String[1];
            listener = Listener.open(wanted, tls, around, found -> find(place[0], found));
            place[0] = listener.address().text();
        }
        Served served;
        try {
            served = new Served(request, name, listener.address(), device, around.room().share());
        } catch (BlockException e) {
            if (present == null) {
                listener.close();
            }
            throw e;
        }
        String place = listener.address().text();
        synchronized (this) {
            listeners.put(place, listener);
            exports.computeIfAbsent(place, key -> new TreeMap<>()).put(name, served);
        }
        listener.catalogue().put(name, served::offer);
        if (present == null) {
            try {
                listener.start();
            } catch (BlockException e) {
                remove(place, name).release();
                throw e;
            }
        }
        announce(BlockEvent.Kind.EXPORT_ADDED, served, place);
        return served.info(listener.address(), listener.tls() != null);
    }

    private void announce(BlockEvent.Kind kind, Served served, String place) {
        String detail = "device " + served.device().name() + " at " + place;
        graph.announce(new BlockEvent(kind, served.name(), detail, Instant.now()));
    }

    private static Object source(Listener listener) {
        return listener.tls() == null ? null : listener.tls().source();
    }

    private static void requireLength(String what, String text, int most) throws BlockException {
        if (text.length() > most || text.chars().anyMatch(each -> each < ' ')) {
            throw new BlockException(
                    BlockError.INVALID,
                    "the export's " + what + " has more than " + most + " characters, or control characters");
        }
    }

    private synchronized void requireRoom(Address address, String name) throws BlockException {
        if (closed) {
            throw new BlockException(BlockError.SHUTDOWN, "exports are being ended");
        }
        if (exports.values().stream().mapToInt(Map::size).sum() >= MAX_EXPORTS) {
            throw new BlockException(BlockError.BUSY, "there are " + MAX_EXPORTS + " exports; end some");
        }
        if (find(address.text(), name) != null) {
            throw new BlockException(
                    BlockError.EXISTS,
                    name,
                    name + ": " + address.text() + " has an export of this name; choose another by --name");
        }
    }

    private synchronized Listener listener(String address) {
        return listeners.get(address);
    }

    private synchronized Served find(String address, String name) {
        return exports.getOrDefault(address, Map.of()).get(name);
    }

    @Override
    public List<ExportInfo> exports() {
        List<ExportInfo> all = new ArrayList<>();
        synchronized (this) {
            exports.forEach((place, byName) -> byName.values().forEach(served -> {
                Listener listener = listeners.get(place);
                all.add(served.info(listener.address(), listener.tls() != null));
            }));
        }
        all.sort(Comparator.comparing(ExportInfo::name).thenComparing(ExportInfo::address));
        return all;
    }

    @Override
    public void unexport(String name, String address) throws BlockException {
        String wanted = address == null ? null : Address.parse(address).text();
        synchronized (changes) {
            end(require(name, wanted), name, END_MILLIS);
        }
    }

    private synchronized String require(String name, String address) throws BlockException {
        List<String> places = exports.entrySet().stream()
                .filter(each -> each.getValue().containsKey(name))
                .map(Map.Entry::getKey)
                .filter(place -> address == null || place.equals(address))
                .toList();
        if (places.isEmpty()) {
            String where = address == null ? "" : " at " + address;
            throw new BlockException(
                    BlockError.NOT_FOUND,
                    name,
                    name + ": no such export" + where + "; block:exports lists them");
        }
        if (places.size() > 1) {
            throw new BlockException(
                    BlockError.INVALID, name, name + ": is exported at " + places + "; say which");
        }
        return places.getFirst();
    }

    /** Under {@link #changes}. */
    private void end(String place, String name, long millis) {
        Served served = remove(place, name);
        end(served, millis);
        announce(BlockEvent.Kind.EXPORT_DELETED, served, place);
    }

    /** Takes an export out of the tables, and ends listening where it was the last one. */
    private Served remove(String place, String name) {
        Served served;
        Listener emptied = null;
        synchronized (this) {
            served = exports.get(place).remove(name);
            listeners.get(place).catalogue().remove(name);
            if (exports.get(place).isEmpty()) {
                exports.remove(place);
                emptied = listeners.remove(place);
            }
        }
        if (emptied != null) {
            emptied.close();
        }
        return served;
    }

    private static void end(Served served, long millis) {
        List<Connection> connections = served.beginEnding();
        connections.forEach(Connection::end);
        if (!served.awaitEmpty(deadline(millis))) {
            served.workers().cancel();
            connections.forEach(Connection::cancel);
            if (!served.awaitEmpty(deadline(CANCEL_MILLIS))) {
                connections.forEach(Connection::cut);
                served.awaitEmpty(deadline(CANCEL_MILLIS));
            }
        }
        served.release();
    }

    private static long deadline(long millis) {
        return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    }

    /** Ends the exports of a device that has been closed by force. */
    public void deviceClosed(String name) {
        synchronized (changes) {
            Map<String, List<String>> gone = new TreeMap<>();
            synchronized (this) {
                exports.forEach((place, byName) -> byName.forEach((export, served) -> {
                    if (served.device().name().equals(name) && !isOpen(served.device())) {
                        gone.computeIfAbsent(place, key -> new ArrayList<>()).add(export);
                    }
                }));
            }
            gone.forEach((place, names) -> names.forEach(each -> end(place, each, WIND_DOWN_MILLIS)));
        }
    }

    /** The name may be another device's by now. */
    private boolean isOpen(BlockDevice device) {
        try {
            return graph.device(device.name()) == device;
        } catch (BlockException e) {
            return false;
        }
    }

    @Override
    public void windDown() {
        List<Served> all = stopAccepting();
        all.forEach(served -> served.beginEnding().forEach(Connection::end));
        long deadline = deadline(WIND_DOWN_MILLIS);
        all.forEach(served -> served.awaitEmpty(deadline));
    }

    private List<Served> stopAccepting() {
        List<Listener> open;
        List<Served> all = new ArrayList<>();
        synchronized (this) {
            closed = true;
            open = List.copyOf(listeners.values());
            exports.values().forEach(byName -> all.addAll(byName.values()));
        }
        open.forEach(Listener::close);
        return all;
    }

    /** Ends all exports, within a bound. */
    @Override
    public void close() {
        windDown();
        synchronized (changes) {
            List<Served> all = stopAccepting();
            synchronized (this) {
                listeners.clear();
                exports.clear();
            }
            all.parallelStream().forEach(served -> end(served, WIND_DOWN_MILLIS));
        }
        clock.shutdownNow();
    }

    private synchronized List<Served> served() {
        List<Served> all = new ArrayList<>();
        exports.values().forEach(byName -> all.addAll(byName.values()));
        return all;
    }
}
