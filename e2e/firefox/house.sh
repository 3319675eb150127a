#!/bin/sh
# A network of one machine, with an address that is not loopback (Firefox offers none of those), and a sound card that
# nobody hears (without one Firefox's audio clock stands still). Runs the rest of its arguments there: house.sh ADDRESS COMMAND...
# To be run in a network namespace of its own; everything made here goes with it.
set -eu
address=$1
shift
ip link set lo up
ip link add phone0 type veth peer name phone1
ip addr add "$address/24" dev phone0
ip link set phone0 up
ip link set phone1 up
ip route add default dev phone0

home=$(mktemp -d)
export HOME="$home" XDG_RUNTIME_DIR="$home" PULSE_SERVER="unix:$home/pulse.sock"
pulseaudio -n --daemonize=no --use-pid-file=no --exit-idle-time=-1 --disallow-exit \
  -L 'module-null-sink sink_name=ear' -L "module-native-protocol-unix socket=$home/pulse.sock" 2>"$home/log" &
sound=$!
trap 'kill $sound; wait $sound; rm -rf "$home"' EXIT
while ! [ -S "$home/pulse.sock" ]; do sleep 0.1; done
"$@"
