# frozen_string_literal: true

# Makes the calls of a plan, and prints what comes of each.
#
#     call_all.rb PLAN

require "json"
require "time"

# What the types of errors are called here.
NAMES = {
  "TimeoutError" => "TIMEOUT",
  "CancelledError" => "CANCELLED",
  "ConfigurationError" => "CONFIGURATION",
  "InvalidInputError" => "INVALID_INPUT",
  "ConnectionError" => "CONNECTION",
  "UnexpectedResponseError" => "UNEXPECTED",
  "ApiError" => "API"
}.freeze

# What is known of a package: its client, and its operations.
class Package
  attr_reader :root

  def initialize(source)
    $LOAD_PATH.unshift(source["path"])
    require source["gem"]
    @root = Object.const_get(source["module"])
    all = @root::Operations.constants(false).map { |name| @root::Operations.const_get(name) }
    @operations = all.grep(@root::Operation).to_h { |own| [[own.verb || "ANY", own.path], own] }
  end

  def operation(entry)
    @operations.fetch([entry["method"], entry["path"]])
  end

  def client(own)
    keys = own["keys"]
    credentials = keys && @root::AwsCredentials.new(access_key_id: keys["id"], secret_access_key: keys["secret"])
    @root::Client.new(
      base_url: own["address"],
      api_key: own["apiKey"],
      token: own["token"],
      credentials: credentials,
      retries: { attempts: own["attempts"], base: 0.001 },
      timeout: own["timeout"] / 1000.0
    )
  end

  def kind_of(error)
    # The type that belongs to the gateway response type, and not the one of all.
    return error.type if error.is_a?(@root::GatewayError)
    return "DECLARED" if error.is_a?(@root::ApiError) && error.class != @root::ApiError

    NAMES.fetch(error.class.name.to_s.split("::").last, "")
  end
end

def sent(body, operation)
  return body["value"].unpack1("m") if body["kind"] == "binary"

  operation.body.codec.decode(body["value"])
end

def given(operation, entry)
  found = entry.key?("verb") ? { method: entry["verb"] } : {}
  entry["parameters"].each do |own|
    parameter = operation.parameters.find { |one| [one.place.to_s, one.name] == own.values_at("place", "wire") }
    found[parameter.key] = own["format"] == "date-time" ? Time.iso8601(own["value"]) : own["value"]
  end
  found[:body] = sent(entry["body"], operation) if entry["body"]
  found
end

def answered(root, operation, answer)
  body = answer.body
  codec = operation.answers[answer.status.to_s]&.codec
  if body.is_a?(root::Download)
    body = [body.read].pack("m0")
  elsif codec
    body = codec.encode(body)
  end
  { status: answer.status, answer: body }
end

def called(package, entry)
  operation = package.operation(entry)
  client = package.client(entry["client"])
  values = given(operation, entry)
  if entry["pages"]
    items = client.public_send("#{operation.name}_items", **values)
    return { status: 200, answer: items.map { |own| own.respond_to?(:as_json) ? own.as_json : own }.to_a }
  end
  cancellation = package.root::Cancellation.new
  ending = entry.key?("cancel") && Thread.new do
    cancellation.wait(entry["cancel"] / 1000.0)
    cancellation.cancel
  end
  answer = client.public_send(operation.name, **values, options: { cancellation: cancellation })
  answered(package.root, operation, answer)
ensure
  ending&.join if ending
  client&.close
end

def failed(package, error)
  told = ->(name) { error.respond_to?(name) ? error.public_send(name) : nil }
  {
    kind: package.kind_of(error),
    status: told.call(:status),
    names: told.call(:fields) || told.call(:parameters),
    attempts: told.call(:attempts),
    text: error.full_message(highlight: false)
  }
end

plan = JSON.parse(File.read(ARGV.fetch(0)))
packages = Hash.new { |all, name| all[name] = Package.new(plan["apis"][name]) }
plan["calls"].each_with_index do |entry, number|
  package = packages[entry["api"]]
  said =
    begin
      called(package, entry)
    rescue StandardError => error
      failed(package, error)
    end
  puts JSON.generate({ number: number, **said })
end
