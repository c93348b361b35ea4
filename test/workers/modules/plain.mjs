export default async function plain(input, output) {
  await output.write((await input.read()) + 1)
}
